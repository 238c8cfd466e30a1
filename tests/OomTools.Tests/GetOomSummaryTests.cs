using System.Management.Automation;

namespace OomTools.Tests;

public sealed class GetOomSummaryTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, true);
    }

    [Theory]
    [InlineData("Get-OomSummary $args[0]")]
    [InlineData("Get-OomSummary -LiteralPath $args[0]")]
    [InlineData("Get-OomReport -Path $args[0] | Get-OomSummary")]
    [InlineData("Get-OomReport -Path $args[0] | Limit-OomReport | Get-OomSummary")]
    [InlineData("Get-OomReport -Path $args[0] | Limit-OomReport 1 5s | Get-OomSummary")]
    [InlineData("Get-OomReport -Path $args[0] | Limit-OomReport -Key HostName -Burst 7 | Get-OomSummary")]
    [InlineData("[System.IO.FileInfo]::new($args[0]) | Get-OomSummary")]
    [InlineData("$s = [System.Management.Automation.PSSerializer]; $s::Deserialize($s::Serialize(@(Get-OomReport -Path $args[0] | Limit-OomReport 3), 2)) | Get-OomSummary")]
    public void A_storm_is_one_incident_however_it_comes(string script)
    {
        PSObject output = Assert.Single(_session.Run(script, Storm));
        Assert.Empty(_session.Errors);
        OomSummary summary = Assert.IsType<OomSummary>(output.BaseObject);
        Assert.Equal((200L, 200L, 142L, 58L), (summary.Count, summary.VictimCount, summary.CompleteCount, summary.KernelSuppressedCount));
        Assert.Equal("200 kills in 1 min 18 s (153 a minute), all hog, all for anonymous memory: the same every time.", summary.Summary);
    }

    [Theory]
    [InlineData("** 30 printk messages dropped **", 30L)]
    [InlineData("[   40.000000] systemd-journald[99]: /dev/kmsg buffer overrun, some messages lost.", null)]
    public void Lines_that_the_log_lost_are_told_and_travel(string notice, long? lines)
    {
        string[] log = File.ReadAllLines(Repository.Fixture("5.10.0-32-amd64", "global-anon", "console.log"));
        int kill = Array.FindIndex(log, line => line.Contains("Killed process 431", StringComparison.Ordinal));
        Assert.True(kill > 0);
        string path = Path.Combine(_folder, "lost.log");
        File.WriteAllLines(path, [.. log[..(kill + 1)], notice, .. log[(kill + 1)..]]);
        const string Through = "$s = [System.Management.Automation.PSSerializer]; $s::Deserialize($s::Serialize(@({0}), 2))";
        foreach (string script in (string[])["Get-OomSummary $args[0]", "Get-OomReport $args[0] | Get-OomSummary", Through.Replace("{0}", "Get-OomReport $args[0]", StringComparison.Ordinal) + " | Get-OomSummary",
            Through.Replace("{0}", "Get-OomSummary $args[0]", StringComparison.Ordinal), "Get-OomReport $args[0] | Limit-OomReport 1 | Get-OomSummary"])
        {
            OomSummary summary = Only(script, path);
            Assert.Equal(lines, summary.LostLineCount);
            Assert.Contains(summary.Details, detail => detail.StartsWith("Meanwhile the log lost ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Filters_act_on_logs_and_on_reports()
    {
        string[] logs = [Storm, Repository.Fixture("7.3.4+deb13-amd64", "memcg", "console.log")];
        Assert.Equal("worker", Only("Get-OomSummary $args -Kind Cgroup", logs).Victims[0].Name);
        Assert.Equal("worker", Only("Get-OomReport $args | Get-OomSummary -Kind Cgroup", logs).Victims[0].Name);
        Assert.Equal("hog", Only("Get-OomReport $args | Get-OomSummary -Name h*", logs).Victims[0].Name);
        Assert.Empty(_session.Run("Get-OomReport $args | Get-OomSummary -After 2020-01-01", [.. logs]));
    }

    [Fact]
    public void Gap_and_Sample()
    {
        // Several seconds pass between some of the 200 kills.
        IReadOnlyList<PSObject> pieces = _session.Run("Get-OomSummary $args[0] -Gap 1s -Sample 3", Storm);
        OomSummary[] summaries = [.. pieces.Select(piece => (OomSummary)piece.BaseObject)];
        Assert.True(summaries.Length > 1);
        Assert.Equal(200, summaries.Sum(summary => summary.Count));
        Assert.All(summaries, summary => Assert.True(summary.Samples.Length <= 3));
    }

    [Fact]
    public void The_kernel_s_counters_of_a_captured_system()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "var", "log"));
        Directory.CreateDirectory(Path.Combine(_folder, "proc"));
        Directory.CreateDirectory(Path.Combine(_folder, "sys", "fs", "cgroup", "job"));
        File.Copy(Repository.Fixture("7.3.4+deb13-amd64", "memcg", "console.log"), Path.Combine(_folder, "var", "log", "kern.log"));
        File.WriteAllText(Path.Combine(_folder, "proc", "vmstat"), "nr_free_pages 1\noom_kill 7\n");
        File.WriteAllText(Path.Combine(_folder, "sys", "fs", "cgroup", "job", "memory.stat"), "anon 4096\n");
        File.WriteAllText(Path.Combine(_folder, "sys", "fs", "cgroup", "job", "memory.events"), "low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 0\n");
        OomSummary summary = Only("Get-OomSummary -Root $args[0] -WithLive", _folder);
        Assert.Empty(_session.Errors);
        Assert.Equal(("/job", 1L, 3L, 2L), (summary.CgroupPath, summary.VictimCount, summary.KernelKillCount, summary.UnloggedKillCount));
        Assert.Contains("The kernel counts 3 kills in this cgroup, 2 more than the log shows.", summary.Details);

        // A filter leaves a part of the log, which says nothing about the counters.
        Assert.Null(Only("Get-OomSummary -Root $args[0] -WithLive -Kind Cgroup", _folder).KernelKillCount);
        Assert.Contains("not compared", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        // The cgroup is gone: the machine's counter.
        Directory.Delete(Path.Combine(_folder, "sys", "fs", "cgroup", "job"), true);
        summary = Only("Get-OomSummary -Root $args[0] -WithLive", _folder);
        Assert.Equal((7L, 6L), (summary.KernelKillCount, summary.UnloggedKillCount));
        Assert.Contains("The kernel counts 7 kills since boot, 6 more than the log shows.", summary.Details);
        // The log shows nothing.
        string log = Path.Combine(_folder, "var", "log", "kern.log");
        string text = File.ReadAllText(log);
        File.WriteAllText(log, "Nov 24 10:00:00 web1 kernel: [    1.000000] usb 1-1: new device\n");
        Assert.Empty(_session.Run("Get-OomSummary -Root $args[0] -WithLive", _folder));
        Assert.Contains(_session.Warnings, warning => warning == "The kernel counts 7 kills since boot, and the log shows none.");
        File.WriteAllText(log, text);

        File.Delete(Path.Combine(_folder, "proc", "vmstat"));
        Only("Get-OomSummary -Root $args[0] -WithLive", _folder);
        Assert.Equal("SystemFileMissing,OomTools.Commands.GetOomSummaryCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void It_comes_back_from_clixml_whole()
    {
        OomSummary before = Only("Get-OomSummary $args[0]", Storm);
        OomSummary after = Assert.IsType<OomSummary>(_session.ThroughClixml(before).BaseObject);
        Assert.Equal(before.Samples[3].Tasks[1].Rss, after.Samples[3].Tasks[1].Rss);
        Assert.Equal(before.Samples[3].Zones[0].FreeBlocks, after.Samples[3].Zones[0].FreeBlocks);
        Assert.Equal(before.FirstMemory!.AnonymousMemory, after.FirstMemory!.AnonymousMemory);
        Assert.Equal((before.Changes[0].Name, before.Changes[0].Delta), (after.Changes[0].Name, after.Changes[0].Delta));
        Assert.Equal((before.Duration, before.Victims[0].Rss, before.WorstReport!.Summary), (after.Duration, after.Victims[0].Rss, after.WorstReport!.Summary));
    }

    [Theory]
    [InlineData("5 | Get-OomSummary", "InputNotSupported")]
    [InlineData("[pscustomobject]@{ Kind = 'NoSuchKind'; Cause = 'AnonymousMemory' } | Get-OomSummary", "ReportUnreadable")]
    [InlineData("Get-OomSummary no/such/file.log", "LogNotFound")]
    public void Errors(string script, string id)
    {
        Assert.Empty(_session.Run(script));
        Assert.Equal(id + ",OomTools.Commands.GetOomSummaryCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void The_screen()
    {
        using var session = new ModuleSession(100);
        string page = session.Show("[OomTools.Formatting.OomView]::Summary((Get-OomSummary tests/Fixtures/5.10.0-32-amd64/storm-global/console.log.gz -Sample 1), $Host, $null)");
        string screen = page.Replace(Repository.Path() + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        Assert.All(screen.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("Summary-100", string.Join('\n', screen.Split('\n').Where(line => !line.StartsWith("  Where", StringComparison.Ordinal) && !line.Contains("console.log", StringComparison.Ordinal))));
    }

    private OomSummary Only(string script, params object[] arguments) => Assert.IsType<OomSummary>(Assert.Single(_session.Run(script, arguments)).BaseObject);

    private static string Storm => Repository.Fixture("5.10.0-32-amd64", "storm-global", "console.log.gz");
}
