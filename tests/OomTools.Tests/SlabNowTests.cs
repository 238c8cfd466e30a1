namespace OomTools.Tests;

/// <summary>Reports of a captured machine learn from its system files what became of the slab they blame.</summary>
public sealed class SlabNowTests : IDisposable
{
    private const string Mark = "When this was captured";

    private readonly ModuleSession _session = new();
    private readonly TemporaryCapture _tree = new(CapturedTree.Slab);

    public void Dispose()
    {
        _session.Dispose();
        _tree.Dispose();
    }

    [Fact]
    public void The_ring_buffer_s_reports_are_joined_with_the_tree_s_slab()
    {
        Copy("dmesg.txt");
        OomReport[] reports = Reports("Get-OomReport -Root $args[0]");

        // /proc/meminfo and slabinfo of the capture, and lines 433, 503, 633 and 703 of its console.
        Assert.Equal(
            [
                "When this was captured, 8.2 s before the report: slab holds 120 MiB (unreclaimable 74.6 MiB, reclaimable 45.4 MiB); at the time of the report 138 MiB.",
                "When this was captured: signal_cache (also UNIX, UNIX-STREAM) holds 48.4 MiB, at the time of the report 55.9 MiB.",
            ],
            Joined(reports[0]));
        Assert.Equal("When this was captured: signal_cache (also UNIX, UNIX-STREAM) holds 48.4 MiB, at the time of the report 57 MiB.", Joined(reports[1])[1]);
        Assert.Equal(3099L * 4 * 4096, reports[0].Evidence[^1].Bytes);
        Assert.Equal(13493L * 4096, reports[0].SlabReclaimable);
        Assert.Equal(Joined(reports[1]), Joined(Assert.Single(Reports("Get-OomReport -Root $args[0] -Newest 1"))));
    }

    [Fact]
    public void What_could_be_freed_is_told_where_the_tree_has_it()
    {
        Copy("dmesg.txt");
        // dentry of the capture: the kernel blames unreclaimable slab, so that only the named cache is told. Its own count says what is unused.
        _tree.Write("proc/sys/fs/dentry-state", "43380\t970\t45\t0\t100\t0\n");
        string slabs = File.ReadAllText(_tree.PathOf("proc/slabinfo")).Replace("signal_cache  ", "dentry        ", StringComparison.Ordinal);
        _tree.Write("proc/slabinfo", slabs);
        _tree.Write("dmesg.txt", File.ReadAllText(_tree.PathOf("dmesg.txt")).Replace("signal_cache", "dentry", StringComparison.Ordinal));
        Assert.Contains(", at the time of the report 55.9 MiB, 2 % freeable.", Joined(Reports("Get-OomReport -Root $args[0]")[0])[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_may_be_of_another_boot_or_machine_is_not_joined()
    {
        Copy("console.log");
        Assert.All(Reports("Get-OomReport -Root $args[0]"), report => Assert.Empty(Joined(report)));
        Assert.All(Reports("Get-OomReport -Path \"$($args[0])/console.log\""), report => Assert.Empty(Joined(report)));
        Assert.All(Reports("[System.IO.File]::ReadAllLines(\"$($args[0])/console.log\") | Get-OomReport"), report => Assert.Empty(Joined(report)));
        File.Move(_tree.PathOf("console.log"), _tree.PathOf("dmesg.txt"));
        _tree.Write("proc/uptime", "1.5 0.1\n"); // Less than the slack of a minute before the first report.
        Assert.All(Reports("Get-OomReport -Root $args[0]"), report => Assert.NotEmpty(Joined(report)));
        _tree.Write("proc/version", "Linux version 6.1.0-1-amd64 (x) #1 SMP\n");
        Assert.All(Reports("Get-OomReport -Root $args[0]"), report => Assert.Empty(Joined(report)));
    }

    [Fact]
    public void The_time_of_a_finding_travels()
    {
        Copy("dmesg.txt");
        _tree.Write("proc/stat", "cpu 1 2 3\nbtime 1795000000\n");
        const string Script = "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OomReport -Root $args[0] -Newest 1), 4)).Evidence[-1].Time";
        object time = Assert.Single(_session.Run(Script, _tree.Path)).BaseObject;
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1795000020.25), Assert.IsType<DateTime>(time).ToUniversalTime());
    }

    private void Copy(string name) => File.Copy(Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log"), _tree.PathOf(name));

    private OomReport[] Reports(string script)
    {
        OomReport[] reports = [.. _session.Run(script, _tree.Path).Select(report => (OomReport)report.BaseObject)];
        Assert.Empty(_session.Errors);
        Assert.NotEmpty(reports);
        return reports;
    }

    private static string[] Joined(OomReport report) =>
        [.. report.Evidence.Select(evidence => evidence.Statement).Where(text => text.StartsWith(Mark, StringComparison.Ordinal) || text.StartsWith("Now", StringComparison.Ordinal))];
}
