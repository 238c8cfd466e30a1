using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>Several files read at once.</summary>
public sealed class ParallelTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    // Three kills of mysqld: 431, 430, 432.
    private static string Kills { get; } = File.ReadAllText(Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log"));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Get-OomReport -Path (Join '*.log') -ThrottleLimit 1")]
    [InlineData("Get-OomReport -Path (Join '*.log') -ThrottleLimit 3")]
    [InlineData("Get-OomReport -Path (Join '*.log') -ThrottleLimit 100")]
    [InlineData("[System.IO.Directory]::GetFiles($folder) | ForEach-Object { [System.IO.FileInfo]::new($_) } | ForEach-Object { $_ } | Get-OomReport -ThrottleLimit 3")]
    public void Reports_come_in_the_order_of_the_files(string script)
    {
        // Every third file is far longer, so that readers behind it are done first; every fourth one is empty.
        for (int i = 0; i < 24; i++)
            File.WriteAllText(Log(i), i % 4 == 3 ? "" : string.Concat(Enumerable.Repeat(Kills, i % 3 == 0 ? 60 : 1)));
        string[] expected = [.. Enumerable.Range(0, 24).Where(i => i % 4 != 3).SelectMany(i => Enumerable.Repeat(Log(i), i % 3 == 0 ? 180 : 3))];

        IReadOnlyList<PSObject> reports = _session.Run("$folder = $args[0]; function Join($name) { [System.IO.Path]::Combine($folder, $name) }; " + script, _folder);

        Assert.Empty(_session.Errors);
        if (script.Contains("GetFiles", StringComparison.Ordinal))
            expected = [.. Directory.GetFiles(_folder).SelectMany(file => expected.Where(name => name == file))];
        Assert.Equal(expected, reports.Select(report => ((OomReport)report.BaseObject).Source));
        foreach (IGrouping<string?, OomReport> file in reports.Select(report => (OomReport)report.BaseObject).GroupBy(report => report.Source))
        {
            Assert.Equal(file.Select(report => report.LineNumber).Order(), file.Select(report => report.LineNumber));
            Assert.Equal([431, 430, 432], file.Take(3).Select(report => report.VictimPid!.Value));
        }
    }

    [Fact]
    public void An_error_stands_where_its_file_would()
    {
        for (int i = 0; i < 4; i++)
            File.WriteAllText(Log(i), Kills);
        IReadOnlyList<PSObject> output = _session.Run(
            "& { Get-OomReport -LiteralPath $args[0][0], $args[0][1], $args[0][4], $args[1], $args[0][2] -ThrottleLimit 4 } @args 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.FullyQualifiedErrorId } else { $_.VictimPid } }",
            Enumerable.Range(0, 5).Select(Log).ToArray(), _folder);
        Assert.Equal(
            ["431", "430", "432", "431", "430", "432", "LogNotFound,OomTools.Commands.GetOomReportCommand", "LogIsDirectory,OomTools.Commands.GetOomReportCommand", "431", "430", "432"],
            output.Select(value => value.ToString()));
    }

    [Fact]
    public void No_file_waits_for_a_reader_that_a_later_file_keeps()
    {
        // Each file has more reports than are read ahead. Who begins first is chance: hence many times.
        for (int i = 0; i < 4; i++)
            File.WriteAllText(Log(i), string.Concat(Enumerable.Repeat(Kills, 25)));
        for (int attempt = 0; attempt < 40; attempt++)
        {
            using PowerShell shell = PowerShell.Create(_session.Runspace);
            IAsyncResult running = shell.AddScript("(Get-OomReport -Path $args[0] -ThrottleLimit 2).Count").AddArgument(Path.Combine(_folder, "*.log")).BeginInvoke();
            bool isDone = running.AsyncWaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            if (!isDone)
                shell.Stop();
            Assert.True(isDone, "The readers wait for each other.");
            Assert.Equal(300, Assert.Single(shell.EndInvoke(running)).BaseObject);
        }
    }

    [Fact]
    public void Stopping_ends_all_readers()
    {
        for (int i = 0; i < 8; i++)
            File.WriteAllText(Log(i), string.Concat(Enumerable.Repeat(Kills, 300)));
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        using var output = new PSDataCollection<PSObject>();
        IAsyncResult running = shell.AddScript("Get-OomReport -Path $args[0] -ThrottleLimit 4").AddArgument(Path.Combine(_folder, "*.log"))
            .BeginInvoke<PSObject, PSObject>(null, output);
        Assert.True(SpinWait.SpinUntil(() => output.Count > 0, TimeSpan.FromSeconds(30)));
        long start = Stopwatch.GetTimestamp();
        shell.Stop();
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        Assert.True(running.IsCompleted);
        if (!OperatingSystem.IsLinux())
            return;
        // Their files are closed.
        Assert.True(SpinWait.SpinUntil(
            () => !Directory.GetFiles("/proc/self/fd").Any(file => new FileInfo(file).LinkTarget?.StartsWith(_folder, StringComparison.Ordinal) == true), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_hundred_large_files_are_not_held_in_memory()
    {
        for (int i = 0; i < 100; i++)
            File.WriteAllText(Log(i), string.Concat(Enumerable.Repeat(Kills, 40)));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        long count = 0;
        using PowerShell shell = PowerShell.Create(_session.Runspace);
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            output.ReadAll();
            if (++count % 500 == 0)
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        };
        shell.AddScript("Get-OomReport -Path $args[0] -ThrottleLimit 4").AddArgument(Path.Combine(_folder, "*.log")).Invoke(null, output);
        Assert.Equal(100 * 40 * 3, count);
        Assert.InRange(most, 1, 64L << 20);
    }

    private string Log(int number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"host{number:00}.log"));
}
