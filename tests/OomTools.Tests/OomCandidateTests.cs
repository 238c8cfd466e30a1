using System.Management.Automation;

namespace OomTools.Tests;

public sealed class OomCandidateTests : IDisposable
{
    private readonly ModuleSession _session = new(100);

    public void Dispose() => _session.Dispose();

    private static string Capture => Repository.Fixture("6.18-cgroup-v1", "candidates");

    [Fact]
    public void The_first_of_a_cgroup_is_whom_the_kernel_killed()
    {
        OomCandidate[] candidates = Candidates("Get-OomCandidate -CgroupPath /job -Root $args[0]");

        // Pages by status; the cache's bias of 500 is worth 500 * (28672 / 1000) pages of the limit. truth.json: 24413 was killed.
        Assert.Equal([(24413, 2504 + 16 + 14000), (24412, 8166 + 27), (24415, 3797 + 19), (24414, 3533 + 17), (24416, 3455 + 18), (24417, 447 + 12), (24418, null)],
            candidates.Select(candidate => (candidate.Pid, candidate.Score)));
        Assert.Equal([1, 2, 3, 4, 5, 6, null], candidates.Select(candidate => candidate.Rank));
        Assert.Empty(_session.Warnings);
    }

    [Fact]
    public void Every_part_of_a_score_is_there()
    {
        OomCandidate cache = Candidates("Get-OomCandidate cache -CgroupPath job -Root $args[0]").Single();
        Assert.Equal((10016L << 10, 0L, 64L << 10, 500, 14000L * 4096), (cache.Rss!.Value, cache.Swap!.Value, cache.PageTables!.Value, cache.OomScoreAdj!.Value, cache.Adjustment!.Value));
        Assert.Equal(("/job", 111L, 1, 1000, 4096), (cache.CgroupPath, cache.Uid!.Value, cache.Threads!.Value, cache.OomScore!.Value, cache.PageSize));
        // Private_Clean and Private_Dirty of smaps_rollup, and the page tables.
        Assert.Equal((8408L + 64) << 10, cache.Freeable);
        Assert.Equal(0, cache.FreeableSwap);
        Assert.Null(cache.OomGroup);
    }

    [Fact]
    public void For_the_machine_the_bias_is_worth_more()
    {
        OomCandidate[] candidates = Candidates("Get-OomCandidate -Root $args[0]");
        // 24684084 kB are 6171021 pages.
        Assert.Equal(("cache", 2504 + 16 + (500 * 6171)), (candidates[0].Name, candidates[0].Score!.Value));
        Assert.Equal(OomExemption.Init, candidates.Single(candidate => candidate.Pid == 1).Exemption);
        // The child of a vfork, which uses its parent's memory.
        Assert.Equal(OomExemption.Skipped, candidates.Single(candidate => candidate.Pid == 24418).Exemption);
        Assert.DoesNotContain(candidates, candidate => candidate.Exemption == OomExemption.KernelThread);
    }

    [Fact]
    public void All_nodes_are_the_machine() =>
        Assert.Equal(Candidates("Get-OomCandidate -Root $args[0]").Select(candidate => candidate.Score), Candidates("Get-OomCandidate -Node 0 -Root $args[0]").Select(candidate => candidate.Score));

    [Fact]
    public void What_a_kill_frees_is_looked_up_for_the_first_ones_only()
    {
        using var tree = new TemporaryCapture(Capture);
        for (int pid = 30000; pid < 30008; pid++)
        {
            foreach (string file in new[] { "status", "oom_score", "oom_score_adj", "cgroup", "smaps_rollup" })
            {
                Directory.CreateDirectory(tree.PathOf($"proc/{pid}"));
                File.Copy(tree.PathOf($"proc/24417/{file}"), tree.PathOf($"proc/{pid}/{file}"));
            }
        }

        OomCandidate[] candidates = [.. _session.Run("Get-OomCandidate -Root $args[0]", tree.Path).Select(candidate => (OomCandidate)candidate.BaseObject)];
        Assert.Equal(14, candidates.Count(candidate => candidate.Rank is not null));
        Assert.All(candidates, candidate => Assert.Equal(candidate.Rank <= 10, candidate.Freeable is not null));
        candidates = [.. _session.Run("Get-OomCandidate -IncludeFreeable -Root $args[0]", tree.Path).Select(candidate => (OomCandidate)candidate.BaseObject)];
        Assert.All(candidates, candidate => Assert.Equal(candidate.Rank is not null, candidate.Freeable is not null));
    }

    [Fact]
    public void Kernel_threads_come_when_asked_for() =>
        Assert.Equal(["kthreadd", "kcompactd0"], Candidates("Get-OomCandidate -IncludeKernelThread -Root $args[0]").Where(candidate => candidate.Exemption == OomExemption.KernelThread).Select(candidate => candidate.Name));

    [Fact]
    public void A_name_keeps_its_rank_and_top_is_applied_last()
    {
        Assert.Equal([3, 4], Candidates("Get-OomCandidate -Name w*b -Root $args[0]").Select(candidate => candidate.Rank!.Value));
        Assert.Equal([24415], Candidates("Get-OomCandidate -Name web, loader -Top 1 -Root $args[0]").Select(candidate => candidate.Pid));
        Assert.Equal(["cache", "database"], Candidates("Get-OomCandidate -Top 2 -Root $args[0]").Select(candidate => candidate.Name));
    }

    [Fact]
    public void A_cgroup_without_a_limit_of_its_own_is_said()
    {
        using var tree = new TemporaryCapture(Capture);
        File.WriteAllText(tree.PathOf("sys/fs/cgroup/memory/job/memory.limit_in_bytes"), "9223372036854771712\n");
        File.WriteAllText(tree.PathOf("sys/fs/cgroup/memory/job/memory.oom_control"), "oom_kill_disable 1\nunder_oom 0\n");
        File.WriteAllText(tree.PathOf("proc/sys/vm/panic_on_oom"), "2\n");
        Assert.NotEmpty(_session.Run("Get-OomCandidate -CgroupPath job -Root $args[0]", tree.Path));
        Assert.Collection(_session.Warnings,
            warning => Assert.Contains("panic", warning, StringComparison.Ordinal),
            warning => Assert.Contains("'/job'", warning, StringComparison.Ordinal),
            warning => Assert.Contains("oom_control", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_that_kills_whoever_asks_is_said()
    {
        using var tree = new TemporaryCapture(Capture);
        File.WriteAllText(tree.PathOf("proc/sys/vm/oom_kill_allocating_task"), "1\n");
        Assert.NotEmpty(_session.Run("Get-OomCandidate -Root $args[0]", tree.Path));
        Assert.Contains("oom_kill_allocating_task", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.NotEmpty(_session.Run("Get-OomCandidate -CgroupPath job -Root $args[0]", tree.Path));
        Assert.Empty(_session.Warnings);
    }

    [Theory]
    [InlineData("Get-OomCandidate -CgroupPath no/such -Root $args[0]", "CgroupNotFound")]
    [InlineData("Get-OomCandidate -CgroupPath ../.. -Root $args[0]", "CgroupNotFound")]
    [InlineData("Get-OomCandidate -Node 0, 7 -Root $args[0]", "NodeNotFound")]
    [InlineData("Get-OomCandidate nobody -Root $args[0]", "NameNotFound")]
    public void What_is_not_there_is_an_error(string command, string id)
    {
        Assert.Empty(_session.Run(command, Capture));
        Assert.StartsWith(id + ",", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_without_processes_is_an_error()
    {
        Assert.Empty(_session.Run("Get-OomCandidate -Root $args[0]", CapturedTree.Slab));
        Assert.StartsWith("ProcessesMissing,", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_screen()
    {
        string table = _session.Show("Get-OomCandidate -CgroupPath job -Root $args[0]; Get-OomCandidate init -Root $args[0]", Capture);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("OomCandidate-100", table);
    }

    [Theory]
    [InlineData("/system.slice/nginx.service", null, "None", "…ice/nginx.service")]
    [InlineData("/job/a", "/job", "None", "all of /job")]
    [InlineData("/job", null, "OtherNodes", "exempt: nodes")]
    [InlineData(null, null, "None", "")]
    public void The_last_column_says_what_matters(string? cgroup, string? group, string exemption, string text) =>
        Assert.Equal(text, Assert.Single(_session.Run("[OomTools.Formatting.OomView]::Candidate($args[0], $args[1], $args[2], 18)", cgroup!, group!, exemption)).ToString());

    [Fact]
    public void All_of_a_group_die()
    {
        using var tree = new TemporaryCapture(Capture);
        Directory.Delete(tree.PathOf("sys/fs/cgroup/memory"), true);
        File.WriteAllText(tree.PathOf("proc/self/mountinfo"), "35 31 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Directory.CreateDirectory(tree.PathOf("sys/fs/cgroup/job"));
        File.WriteAllText(tree.PathOf("sys/fs/cgroup/job/memory.stat"), "anon 1\n");
        File.WriteAllText(tree.PathOf("sys/fs/cgroup/job/memory.max"), "117440512\n");
        File.WriteAllText(tree.PathOf("sys/fs/cgroup/job/memory.oom.group"), "1\n");
        IReadOnlyList<PSObject> candidates = _session.Run("Get-OomCandidate -CgroupPath job -Root $args[0]", tree.Path);
        Assert.Equal((24413, "/job", 2504 + 16 + 14000L), (((OomCandidate)candidates[0].BaseObject).Pid, ((OomCandidate)candidates[0].BaseObject).OomGroup, ((OomCandidate)candidates[0].BaseObject).Score!.Value));
        Assert.Contains("all of /job", _session.Show("Get-OomCandidate -CgroupPath job -Root $args[0]", tree.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_name_cannot_command_the_terminal()
    {
        using var tree = new TemporaryCapture(Capture);
        string status = tree.PathOf("proc/24413/status");
        File.WriteAllText(status, File.ReadAllText(status).Replace("cache", "\u001b[31mc", StringComparison.Ordinal));
        File.WriteAllText(tree.PathOf("proc/24413/cgroup"), "4:memory:/\u001b[2Jx\n");
        using var session = new ModuleSession(100, ansi: true);
        string table = session.Show("Get-OomCandidate -Top 1 -Root $args[0]", tree.Path);
        Assert.Contains("(24413)", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31mc", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_completed() =>
        Assert.Equal(["database"], _session.Complete($"Get-OomCandidate -Root '{Capture}' -Name da"));

    [Fact]
    public void Cgroups_are_completed() =>
        Assert.Equal(["/job"], _session.Complete($"Get-OomCandidate -Root '{Capture}' -CgroupPath /j"));

    [Fact]
    public void It_comes_back_from_clixml_as_it_was()
    {
        IReadOnlyList<PSObject> both = _session.Run("$before = Get-OomCandidate cache -Root $args[0]; $before", Capture);
        OomCandidate before = (OomCandidate)both[0].BaseObject;
        OomCandidate after = Assert.IsType<OomCandidate>(_session.ThroughClixml(before).BaseObject);
        Assert.All(typeof(OomCandidate).GetProperties(), property => Assert.Equal(property.GetValue(before), property.GetValue(after)));
    }

    private OomCandidate[] Candidates(string command)
    {
        OomCandidate[] candidates = [.. _session.Run(command, Capture).Select(candidate => (OomCandidate)candidate.BaseObject)];
        Assert.Empty(_session.Errors);
        return candidates;
    }
}
