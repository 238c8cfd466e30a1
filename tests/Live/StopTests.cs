using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>Ctrl+C ends what traces the kernel at once, and nothing is left recording.</summary>
public class StopTests
{
    // What goes on takes ten minutes. How fast it is on a quiet machine is written into the test's output.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("Measure-KernelShrinker -Duration 600")]
    [InlineData("Measure-KernelShrinker -While { while ($true) { } }")]
    [InlineData("Get-AllocationSite -Duration 600")]
    public void A_recording_ends_at_once_and_nothing_is_left(string script)
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using Runspace runspace = StagedModule.Open();
        TimeSpan took = Stop(runspace, script, tracing);
        // What the kernel still removes is gone soon.
        Assert.True(SpinWait.SpinUntil(() => Own(tracing).Length == 0, s_soon), "An instance is left.");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"stopping took {took.TotalMilliseconds:F1} ms; the kernel alone takes {RemovalByHand(tracing).TotalMilliseconds:F1} ms to remove an instance"));
        Assert.True(took <= s_soon, $"stopping took {took}");
    }

    private static TimeSpan Stop(Runspace runspace, string script, TraceFileSystem tracing)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        IAsyncResult running = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => Own(tracing).Any(IsOn), TimeSpan.FromSeconds(30)), "It does not record.");
        long start = Stopwatch.GetTimestamp();
        shell.Stop();
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.True(running.IsCompleted);
        Assert.Empty(shell.Streams.Error);
        return took;
    }

    /// <summary>An instance like those of the module, made and removed without it.</summary>
    private static TimeSpan RemovalByHand(TraceFileSystem tracing)
    {
        string path = $"{tracing.Instances}/by-hand-{Environment.ProcessId}";
        Directory.CreateDirectory(path);
        File.WriteAllText(path + "/buffer_size_kb", "512");
        File.WriteAllText(path + "/events/vmscan/mm_shrink_slab_start/enable", "1");
        long start = Stopwatch.GetTimestamp();
        Directory.Delete(path);
        return Stopwatch.GetElapsedTime(start);
    }

    private static string[] Own(TraceFileSystem tracing) =>
        [.. Directory.GetDirectories(tracing.Instances).Where(path => TraceInstanceName.Parse(Path.GetFileName(path))?.Pid == Environment.ProcessId)];

    // A directory of tracefs is there a moment before its files.
    private static bool IsOn(string path) => File.Exists(path + "/tracing_on") && File.ReadAllText(path + "/tracing_on").Trim() == "1" && File.ReadAllText(path + "/events/enable").Trim() != "0";
}
