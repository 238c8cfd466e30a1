using System.Diagnostics;
using System.Globalization;
using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>
/// Events that find no room are counted, and said. The process that reads is stopped meanwhile, so that buffers fill for certain; what it says
/// afterwards is compared with what the kernel itself counted.
/// </summary>
public class LostEventsTests
{
    private const long Many = 1000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Of_shrinkers()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using var run = new ShellRun("""
            $activities = @(Measure-KernelShrinker -Duration 10 -BufferSize 64KB -WarningVariable told -WarningAction SilentlyContinue)
            "lost $($activities[0].LostEvents)"
            "told $told"
            """);
        long counted = Overflow(tracing, run, LiveTracing.DropSlab);

        run.MustSay(lines => lines.Length == 2, s_patience);
        long lost = long.Parse(run.Lines[0]["lost ".Length..], CultureInfo.InvariantCulture);
        // More, where others shrink slab after the kernel was asked.
        Assert.InRange(lost, counted, long.MaxValue);
        Assert.StartsWith($"told {lost} events of the trace were lost: the numbers are too low.", run.Lines[1], StringComparison.Ordinal);
        run.End(s_patience);
    }

    [Fact]
    public void Of_allocations()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        Assert.SkipWhen(File.Exists($"{tracing.Path}/events/kmem/kmalloc/hist"), "This kernel counts allocations itself (hist triggers): there is no buffer to overflow.");
        using var run = new ShellRun("""
            $sites = @(Get-AllocationSite -Duration 10 -Top 1 -WarningVariable told -WarningAction SilentlyContinue)
            "told $told"
            """);
        // Each lookup of a name takes an object and gives it back: some hundred thousand fill a buffer of 8 MiB.
        long counted = Overflow(tracing, run, () =>
        {
            for (int i = 0; i < 50_000; i++)
                File.Exists("/proc/no-such-file");
        });

        run.MustSay(lines => lines.Length == 1, s_patience);
        string[] words = run.Lines[0].Split(' ');
        Assert.True(long.Parse(words[1], CultureInfo.InvariantCulture) >= counted, $"{run.Lines[0]}; the kernel counted {counted}");
        Assert.StartsWith(" events were lost: ", run.Lines[0][("told " + words[1]).Length..], StringComparison.Ordinal);
        run.End(s_patience);
    }

    /// <summary>Makes events until the buffers of a stopped process are full; what the kernel counted as lost until it goes on.</summary>
    private static long Overflow(TraceFileSystem tracing, ShellRun run, Action load)
    {
        string? instance = null;
        Assert.True(SpinWait.SpinUntil(() => (instance = Recording(tracing, run.Id)) is not null, s_patience), "It does not record.");
        run.Signal("STOP");
        long start = Stopwatch.GetTimestamp();
        try
        {
            while (Lost(instance!) < Many)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, "The buffers do not overflow.");
                load();
            }
            return Lost(instance!);
        }
        finally
        {
            run.Signal("CONT");
        }
    }

    private static string? Recording(TraceFileSystem tracing, int pid) =>
        Directory.GetDirectories(tracing.Instances).FirstOrDefault(path => TraceInstanceName.Parse(Path.GetFileName(path))?.Pid == pid
            && File.Exists(path + "/tracing_on") && File.ReadAllText(path + "/tracing_on").Trim() == "1" && File.ReadAllText(path + "/events/enable").Trim() != "0");

    // A full buffer of ours keeps what it has.
    private static long Lost(string instance) => Directory.GetDirectories(instance + "/per_cpu").Sum(cpu => File.ReadLines(cpu + "/stats")
        .Where(line => line.StartsWith("dropped events:", StringComparison.Ordinal)).Sum(line => long.Parse(line["dropped events:".Length..], CultureInfo.InvariantCulture)));
}
