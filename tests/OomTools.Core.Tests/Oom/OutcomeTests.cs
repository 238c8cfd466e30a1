using OomTools.Tests.Captures;

namespace OomTools.Core.Tests.Oom;

/// <summary>How reports end, and lines that stand alone.</summary>
public class OutcomeTests
{
    private const string Kill = "total-vm:400kB, anon-rss:300kB, file-rss:20kB, shmem-rss:4kB, UID:0 pgtables:8kB oom_score_adj:5";

    [Fact]
    public void A_kill_line_alone_is_a_report_that_says_what_is_missing()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read($"[   10.5] Out of memory: Killed process 42 (a) b, c=) {Kill}"));
        Assert.Equal((OomKind.Global, OomOutcome.Killed), (report.Kind, report.Outcome));
        Assert.Equal("a) b, c=", report.VictimName);
        Assert.Equal(324 * 1024, report.VictimRss);
        Assert.Equal(8192, report.Victims[0].PageTables);
        Assert.Equal(5, report.VictimOomScoreAdj);
        Assert.StartsWith("header, process and kernel, call trace, Mem-Info, tasks, oom-kill line (kill line only", report.Missing, StringComparison.Ordinal);
        Assert.False(report.IsComplete);
        Assert.Null(report.TaskCount);
        Assert.Null(report.MemInfo);
        Assert.Null(report.TriggerName);
    }

    [Fact]
    public void Each_kill_line_without_a_group_is_a_report()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            Memory cgroup out of memory: Killed process 1 (a) {Kill}
            Memory cgroup out of memory: Killed process 2 (b) {Kill}
            oom_reaper: reaped process 1 (a), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
            oom_reaper: unable to reap pid:2 (b)
            """);
        Assert.Equal([1, 2], reports.Select(report => report.VictimPid!.Value));
        Assert.All(reports, report => Assert.Equal(OomKind.Cgroup, report.Kind));
        Assert.Equal([true, false], reports.Select(report => report.Victims[0].Reaped!.Value));
    }

    [Fact]
    public void A_chosen_task_that_is_named_again_among_its_group_is_one_victim()
    {
        // The kernel's lines: 324 is killed, then the group, which is 324 (not gone yet), 325 and 326.
        OomReport report = Assert.Single(CaptureFiles.Read(CaptureFiles.Fixture("6.12.115+deb12-amd64/memcg-group-repeat/dmesg.txt")));
        Assert.Equal([324, 325, 326], report.Victims.Select(victim => victim.Pid));
        Assert.Equal(3, report.VictimCount);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void A_task_that_is_named_a_third_time_was_killed_again()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            Memory cgroup out of memory: Killed process 1 (a) {Kill}
            Tasks in /a are going to be killed due to memory.oom.group set
            Memory cgroup out of memory: Killed process 2 (b) {Kill}
            Memory cgroup out of memory: Killed process 1 (a) {Kill}
            Memory cgroup out of memory: Killed process 3 (c) {Kill}
            Memory cgroup out of memory: Killed process 1 (a) {Kill}
            """);
        Assert.Equal([3, 1], reports.Select(report => report.VictimCount));
        Assert.Equal([1, 2, 3], reports[0].Victims.Select(victim => victim.Pid));
    }

    [Fact]
    public void Groups_behind_each_other_are_told_apart()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            Memory cgroup out of memory: Killed process 1 (a) {Kill}
            Tasks in /pod are going to be killed due to memory.oom.group set
            Memory cgroup out of memory: Killed process 2 (b) {Kill}
            Memory cgroup out of memory: Killed process 3 (c) {Kill}
            Memory cgroup out of memory: Killed process 4 (a) {Kill}
            Tasks in /pod are going to be killed due to memory.oom.group set
            Memory cgroup out of memory: Killed process 5 (b) {Kill}
            """);
        Assert.Equal(2, reports.Count);
        Assert.Equal([1, 2, 3], reports[0].Victims.Select(victim => victim.Pid!.Value));
        Assert.Equal([4, 5], reports[1].Victims.Select(victim => victim.Pid!.Value));
    }

    [Fact]
    public void No_killable_process_and_the_panic_that_follows_are_one_report()
    {
        const string Header = """
            init invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0
            CPU: 0 UID: 0 PID: 1 Comm: init Not tainted 6.12.1 #1
            Call Trace:
             <TASK>
             dump_stack_lvl+0x5d/0x80
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
            Tasks state (memory values in pages):
            [  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
            Out of memory and no killable processes...
            """;
        OomReport without = Assert.Single(ConsoleFeeder.Read(Header));
        Assert.Equal(OomOutcome.NoKillableProcess, without.Outcome);
        Assert.Empty(without.Victims);
        Assert.Equal(0, without.TaskCount);

        OomReport panicked = Assert.Single(ConsoleFeeder.Read(Header + """

            Kernel panic - not syncing: System is deadlocked on memory
            CPU: 0 UID: 0 PID: 1 Comm: init Not tainted 6.12.1 #1
            ---[ end Kernel panic - not syncing: System is deadlocked on memory ]---
            """));
        Assert.Equal(OomOutcome.Panicked, panicked.Outcome);
        Assert.Equal("System is deadlocked on memory", panicked.Detail);
        Assert.Equal(OomKind.Global, panicked.Kind);
    }

    [Fact]
    public void A_report_that_ends_before_its_kill_line_names_the_chosen_task_but_no_outcome()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/x,y/pod,task_memcg=/x,y/pod/c,task=a,pid=7,uid=1,pid=8,uid=9
            """));
        Assert.Equal(OomOutcome.Unknown, report.Outcome);
        Assert.Equal(OomKind.Cgroup, report.Kind);
        Assert.Equal(("a,pid=7,uid=1", 8, 9L), (report.VictimName, report.VictimPid!.Value, report.VictimUid!.Value));
        Assert.Equal("/x,y/pod", report.CgroupPath);
        Assert.Equal("/x,y/pod/c", report.VictimCgroup);
        Assert.EndsWith("kill line", report.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_constraint_is_kept()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read($"""
            oom-kill:constraint=CONSTRAINT_GPU,nodemask=(null),global_oom,task_memcg=/,task=a,pid=8,uid=0
            Out of memory: Killed process 8 (a) {Kill}
            """));
        Assert.Equal(("CONSTRAINT_GPU", OomKind.Unknown), (report.Constraint, report.Kind));
        Assert.Equal(1, report.VictimCount);
    }

    [Fact]
    public void A_kill_of_another_process_than_the_chosen_one_is_another_report()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=a,pid=8,uid=0
            Out of memory: Killed process 9 (b) {Kill}
            """);
        Assert.Equal(2, reports.Count);
        Assert.Contains(reports, report => report.VictimPid == 8 && report.Outcome == OomOutcome.Unknown);
        Assert.Contains(reports, report => report.VictimPid == 9 && report.Outcome == OomOutcome.Killed);
    }

    [Fact]
    public void SysRq_kills_by_hand_and_the_memory_it_shows_is_no_report()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            sysrq: Show Memory
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
            Node 0 DMA: 1*4kB (U) = 4kB
            100 pages RAM
            sysrq: Manual OOM execution
            kworker/0:1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0
            Mem-Info:
            active_anon:7 inactive_anon:2 isolated_anon:0
            oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=a,pid=8,uid=0
            Out of memory: Killed process 8 (a) {Kill}
            """);
        OomReport report = Assert.Single(reports);
        Assert.Equal((OomKind.Manual, -1), (report.Kind, report.Order!.Value));
        Assert.Equal(7 * 4096, report.MemInfo!.ActiveAnon);
        Assert.Empty(ConsoleFeeder.Read("sysrq: Show Memory\nMem-Info:\nactive_anon:1 inactive_anon:2 isolated_anon:0\n100 pages RAM\n"));
        Assert.Empty(ConsoleFeeder.Read("Mem-Info:\nactive_anon:1 inactive_anon:2 isolated_anon:0\n100 pages RAM\n"));
    }

    [Fact]
    public void Suppressed_reports_are_counted_at_the_next_one()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            warn_alloc: 3 callbacks suppressed
            oom_kill_process: 16 callbacks suppressed
            a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            Out of memory: Killed process 8 (a) {Kill}
            b invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            """);
        Assert.Equal([16, null], reports.Select(report => report.SuppressedCount));
        Assert.Equal(OomKind.Unknown, reports[1].Kind);
        Assert.Equal(OomOutcome.Unknown, reports[1].Outcome);
    }

    [Fact]
    public void The_android_driver_names_victim_and_requester()
    {
        List<OomReport> reports = ConsoleFeeder.Read("""
            lowmemorykiller: Killing 'd.process.acore' (2345), adj 1000,
               to free 28160kB on behalf of 'kswapd0' (53) because
               cache 81236kB is below limit 81920kB for oom_score_adj 906
               Free memory is 2188kB above reserved
            send sigkill to 777 (browser), adj 9, size 5000
            """);
        Assert.Equal(2, reports.Count);
        Assert.Equal(("d.process.acore", 2345, 28160 * 1024L), (reports[0].VictimName, reports[0].VictimPid!.Value, reports[0].VictimRss!.Value));
        Assert.Equal(("kswapd0", 53), (reports[0].TriggerName, reports[0].TriggerPid!.Value));
        Assert.Equal(("browser", 777, 5000 * 4096L), (reports[1].VictimName, reports[1].VictimPid!.Value, reports[1].VictimRss!.Value));
        Assert.All(reports, report => Assert.Equal((OomKind.Global, OomOutcome.Killed), (report.Kind, report.Outcome)));
    }

    [Fact]
    public void A_new_boot_ends_what_is_open()
    {
        List<OomReport> reports = ConsoleFeeder.Read("""
            [    0.000000] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12)
            [  900.000000] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            [    0.000000] Linux version 6.12.1 (x@y) (gcc-14)
            [   10.000000] Out of memory: Killed process 8 (a) total-vm:400kB, anon-rss:300kB, file-rss:20kB, shmem-rss:4kB, UID:0 pgtables:8kB oom_score_adj:5
            """);
        Assert.Equal(2, reports.Count);
        Assert.Empty(reports[0].Victims);
        Assert.Equal("6.12.1", reports[1].KernelVersion);
    }
}
