using System.Diagnostics;
using System.Management.Automation;

namespace OomTools.Tests;

public sealed class WatchTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools").FullName;

    // Three kills of mysqld, pids 431, 430 and 432, each with a whole report.
    private static string Kills { get; } = File.ReadAllText(Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log"));

    private string Log => Path.Combine(_folder, "kern.log");

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_is_written_to_a_file_comes_out_while_it_is_watched()
    {
        File.WriteAllText(Log, Kills);
        using var watch = new Watch(_session, $"Watch-OomReport -LiteralPath '{Log}' -Count 3");
        watch.WaitUntilRunning();
        File.AppendAllText(Log, Kills);
        Assert.Equal([431, 430, 432], watch.End().Select(Pid));
        Assert.Empty(watch.Errors);
    }

    [Fact]
    public void Existing_reports_and_the_end_by_time() =>
        Assert.Equal(3, Reports("Watch-OomReport $args[0] -IncludeExisting -Timeout 0", Existing()).Count);

    [Fact]
    public void What_is_held_back_is_counted()
    {
        IReadOnlyList<PSObject> output = Reports("Watch-OomReport $args[0] -IncludeExisting -Timeout 0 -Burst 1", Existing());
        Assert.Equal(2, output.Count);
        Assert.Equal(431, Pid(output[0]));
        var suppression = (OomSuppression)output[1].BaseObject;
        Assert.Equal((2, 1), (suppression.Count, suppression.PassedCount));
        Assert.Equal(3, Reports("Watch-OomReport $args[0] -IncludeExisting -Timeout 0 -Burst 1 -NoLimit", Existing()).Count);
        Assert.Equal(2, Reports("Watch-OomReport $args[0] -IncludeExisting -Timeout 0 -Burst 1 -Key Kind", Existing()).Count);
    }

    [Fact]
    public void Count_ends_it_and_what_was_held_back_by_then_is_told()
    {
        Assert.Equal([431], Reports("Watch-OomReport $args[0] -IncludeExisting -Count 1", Existing()).Select(Pid));
        Assert.Equal([431, 430], Reports("Watch-OomReport $args[0] -IncludeExisting -Count 2", Existing()).Select(Pid));
    }

    [Theory]
    [InlineData("-Name nobody", 0)]
    [InlineData("-Name mysql*", 3)]
    [InlineData("-Kind Cgroup", 0)]
    [InlineData("-Cause AnonymousMemory", 3)]
    public void Filters(string filter, int count) =>
        Assert.Equal(count, Reports("Watch-OomReport $args[0] -IncludeExisting -Timeout 0 " + filter, Existing()).Count);

    [Fact]
    public void Text_on_the_pipeline_gives_a_report_with_its_kill_line()
    {
        // The object must leave before the next line is there: the pipeline asks for that line only then.
        string[] lines = Kills.Split('\n');
        int kill = Array.FindIndex(lines, line => line.Contains("Killed process 431", StringComparison.Ordinal));
        IReadOnlyList<PSObject> output = _session.Run(
            "$script:given = 0; $args[0] | ForEach-Object { $script:given++; $_ } | Watch-OomReport | ForEach-Object { [pscustomobject]@{ Pid = $_.VictimPid; At = $script:given } }",
            (object)lines);
        Assert.Empty(_session.Errors);
        Assert.Equal(3, output.Count);
        Assert.Equal(431, output[0].Properties["Pid"].Value);
        Assert.Equal(kill + 1, output[0].Properties["At"].Value);
    }

    [Fact]
    public void Files_on_the_pipeline_are_followed()
    {
        File.WriteAllText(Log, "");
        using var watch = new Watch(_session, $"[System.IO.FileInfo]::new('{Log}') | Watch-OomReport");
        watch.WaitUntilRunning();
        File.AppendAllText(Log, Kills);
        watch.WaitFor(3);
        Assert.True(watch.Stop() < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Stopping_ends_it_at_once()
    {
        File.WriteAllText(Log, "");
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 20 && best > TimeSpan.FromMilliseconds(100); attempt++)
        {
            using var watch = new Watch(_session, $"Watch-OomReport -LiteralPath '{Log}'");
            watch.WaitUntilRunning();
            TimeSpan took = watch.Stop();
            best = took < best ? took : best;
        }

        // The machine may be busy, but not each time.
        Assert.True(best < TimeSpan.FromMilliseconds(100), $"{best}");
    }

    [Fact]
    public void Nothing_is_left_of_a_changed_oom_score()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("oom_score_adj is Linux's.");
        string before = File.ReadAllText("/proc/self/oom_score_adj");
        // Raising it is everybody's right.
        IReadOnlyList<PSObject> during = _session.Run(
            "Watch-OomReport $args[0] -IncludeExisting -Count 1 -OomScoreAdjust 700 | ForEach-Object { [System.IO.File]::ReadAllText('/proc/self/oom_score_adj') }", Existing());
        Assert.Empty(_session.Errors);
        Assert.Equal("700\n", Assert.Single(during).ToString());
        Assert.Equal(before, File.ReadAllText("/proc/self/oom_score_adj"));
    }

    [Theory]
    [InlineData("no/such/folder/x.log", "LogNotFound")]
    [InlineData(".", "LogIsDirectory")]
    [InlineData("/dev/null", "LogNotFollowable")]
    [InlineData("no-such-file*", "LogPathNoMatch")]
    [InlineData("Env:PATH", "LogPathNotFileSystem")]
    public void Errors(string path, string id)
    {
        if (path.StartsWith("/dev", StringComparison.Ordinal) && OperatingSystem.IsWindows())
            Assert.Skip("Windows has no /dev.");
        Assert.Empty(_session.Run("Watch-OomReport $args[0] -Timeout 0", path));
        Assert.Equal(id + ",OomTools.Commands.WatchOomReportCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_compressed_file_is_not_followed_and_the_others_are()
    {
        string packed = Path.Combine(_folder, "kern.log.1.gz");
        using (var gzip = new System.IO.Compression.GZipStream(File.Create(packed), System.IO.Compression.CompressionLevel.Fastest))
            gzip.Write("x"u8);
        IReadOnlyList<PSObject> output = _session.Run("Watch-OomReport $args[0], $args[1] -IncludeExisting -Timeout 0", packed, Existing());
        Assert.Equal(3, output.Count);
        Assert.Equal("LogNotFollowable,OomTools.Commands.WatchOomReportCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_file_named_twice_is_followed_once()
    {
        Existing();
        Assert.Equal(3, Reports("Watch-OomReport $args[0], $args[1] -IncludeExisting -Timeout 0", Log, Path.Combine(_folder, ".", "kern.log")).Count);
    }

    [Fact]
    public void The_kernel_s_log_is_not_followed_among_files_and_they_are()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("/dev/kmsg is Linux's.");
        Assert.Equal(3, _session.Run("Watch-OomReport /dev/kmsg, $args[0] -IncludeExisting -Timeout 0", Existing()).Count);
        Assert.Equal("LogNotFollowable,OomTools.Commands.WatchOomReportCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    private static int? Pid(PSObject report) => ((OomReport)report.BaseObject).VictimPid;

    private string Existing()
    {
        File.WriteAllText(Log, Kills);
        return Log;
    }

    private IReadOnlyList<PSObject> Reports(string script, params object[] arguments)
    {
        IReadOnlyList<PSObject> output = _session.Run(script, arguments);
        Assert.Empty(_session.Errors);
        return output;
    }

    /// <summary>A script that runs beside the test.</summary>
    private sealed class Watch : IDisposable
    {
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

        private readonly PowerShell _shell;
        private readonly PSDataCollection<PSObject> _output = [];
        private readonly IAsyncResult _running;

        public Watch(ModuleSession session, string script)
        {
            _shell = PowerShell.Create(session.Runspace);
            _shell.AddScript("$VerbosePreference = 'Continue'; " + script);
            _running = _shell.BeginInvoke<PSObject, PSObject>(null, _output);
        }

        public IReadOnlyList<ErrorRecord> Errors => [.. _shell.Streams.Error];

        /// <summary>The cmdlet says that it waits.</summary>
        public void WaitUntilRunning() => Assert.True(SpinWait.SpinUntil(
            () => _shell.Streams.Verbose.Any(verbose => verbose.Message.StartsWith("Watching", StringComparison.Ordinal)), s_patience));

        public void WaitFor(int count) => Assert.True(SpinWait.SpinUntil(() => _output.Count >= count, s_patience), $"{_output.Count}");

        public IReadOnlyList<PSObject> End()
        {
            Assert.True(_running.AsyncWaitHandle.WaitOne(s_patience), "It goes on.");
            _shell.EndInvoke(_running);
            return [.. _output];
        }

        public TimeSpan Stop()
        {
            long start = Stopwatch.GetTimestamp();
            _shell.Stop();
            return Stopwatch.GetElapsedTime(start);
        }

        public void Dispose()
        {
            if (!_running.IsCompleted)
                _shell.Stop();
            _shell.Dispose();
            _output.Dispose();
        }
    }
}
