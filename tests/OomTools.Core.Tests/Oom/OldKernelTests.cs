namespace OomTools.Core.Tests.Oom;

/// <summary>Layouts of kernels without a capture, written down by their grammars; one assertion a number.</summary>
public class OldKernelTests
{
    private const string MemInfo2632 = """
        Mem-Info:
        Node 0 DMA per-cpu:
        CPU    0: hi:    0, btch:   1 usd:   0
        Node 0 Normal per-cpu:
        CPU    0: hi:  186, btch:  31 usd:  30
        CPU    1: hi:  186, btch:  31 usd:  12
        active_anon:100 inactive_anon:200 isolated_anon:1
         active_file:3 inactive_file:4 isolated_file:0
         unevictable:5 dirty:6 writeback:7 unstable:8
         free:900 slab_reclaimable:11 slab_unreclaimable:12
         mapped:13 shmem:14 pagetables:15 bounce:16
        Node 0 DMA free:8kB min:4kB low:5kB high:6kB active_anon:1kB inactive_anon:2kB active_file:3kB inactive_file:4kB unevictable:0kB isolated(anon):0kB isolated(file):0kB present:16kB mlocked:0kB dirty:0kB writeback:0kB mapped:0kB shmem:0kB slab_reclaimable:3kB slab_unreclaimable:4kB kernel_stack:16kB pagetables:0kB unstable:0kB bounce:0kB writeback_tmp:0kB pages_scanned:7 all_unreclaimable? yes
        lowmem_reserve[]: 0 2 2 2
        Node 0 Normal free:3592kB min:400kB low:500kB high:600kB active_anon:399kB inactive_anon:798kB active_file:9kB inactive_file:12kB unevictable:20kB isolated(anon):4kB isolated(file):0kB present:4096kB mlocked:0kB dirty:24kB writeback:28kB mapped:52kB shmem:56kB slab_reclaimable:41kB slab_unreclaimable:44kB kernel_stack:32kB pagetables:60kB unstable:32kB bounce:64kB writeback_tmp:0kB pages_scanned:99 all_unreclaimable? no
        lowmem_reserve[]: 0 0 0 0
        Node 0 DMA: 2*4kB 0*8kB 0*16kB = 8kB
        Node 0 Normal: 10*4kB 4*8kB 220*16kB = 3592kB
        77 total pagecache pages
        5 pages in swap cache
        Swap cache stats: add 1, delete 2, find 3/4
        Free swap  = 100kB
        Total swap = 2000kB
        2000 pages RAM
        100 pages reserved
        50 pages shared
        60 pages non-shared

        """;

    [Fact]
    public void Version_2_6_32_kills_by_choice_and_kill_line()
    {
        List<OomReport> reports = ConsoleFeeder.Read($"""
            java invoked oom-killer: gfp_mask=0x280da, order=0, oom_adj=-3
            java cpuset=/ mems_allowed=0
            Pid: 4242, comm: java Not tainted 2.6.32-5-amd64 #1
            Call Trace:
             [<ffffffff810b6a6a>] ? oom_kill_process+0x7f/0x23f
             [<ffffffff810b6f95>] __out_of_memory+0x12a/0x141
            {MemInfo2632}[ pid ]   uid  tgid total_vm      rss cpu oom_adj name
            [  300]     0   300     1000      200   1     -17 udevd
            [ 4242]  1000  4242    90000    80000   0       0 java
            Out of memory: kill process 4242 (java) score 90000 or a child
            Killed process 4243 (sh)
            """);
        OomReport report = Assert.Single(reports);
        Assert.Equal(OomKind.Global, report.Kind);
        Assert.Equal(OomOutcome.Killed, report.Outcome);
        Assert.Equal("2.6.32-5-amd64", report.KernelVersion);
        Assert.Equal("java", report.TriggerName);
        Assert.Equal(4242, report.TriggerPid);
        Assert.Equal("GFP_HIGHUSER_MOVABLE|__GFP_ZERO", report.GfpFlags);
        Assert.Null(report.TriggerOomScoreAdj);
        // A child was sacrificed: nothing but its name is known.
        Assert.Equal(4243, report.VictimPid);
        Assert.Equal("sh", report.VictimName);
        Assert.Null(report.VictimRss);
        Assert.Equal(["? oom_kill_process", "__out_of_memory"], report.CallTrace);
        Assert.Equal(2, report.TaskCount);
        Assert.Equal(-17, report.Tasks[0].OomAdj);
        Assert.Null(report.Tasks[0].OomScoreAdj);
        Assert.Null(report.Tasks[0].PageTables);
        Assert.Equal(80000 * 4096L, report.Tasks[1].Rss);
        Assert.Equal("", report.Missing);
        AssertMemory2632(report);
    }

    private static void AssertMemory2632(OomReport report)
    {
        OomMemInfo memory = report.MemInfo!;
        Assert.Equal(100 * 4096, memory.ActiveAnon);
        Assert.Equal(8 * 4096, memory.Unstable);
        Assert.Equal(900 * 4096, memory.Free);
        Assert.Equal(42 * 4096, memory.FreePerCpu);
        Assert.Equal(16 * 4096, memory.Bounce);
        Assert.Equal((16 + 32) * 1024, memory.KernelStack);
        Assert.Equal(2000 * 4096, memory.Ram);
        Assert.Equal(100 * 4096, memory.Reserved);
        Assert.Null(memory.FreeCma);
        Assert.Null(memory.HugePages);
        Assert.Equal(100 * 1024, report.SwapFree);
        Assert.Equal(2000 * 1024, report.SwapTotal);
        Assert.Equal(["DMA", "Normal"], report.Zones.Select(zone => zone.Name));
        Assert.Equal([0, 2 * 4096, 2 * 4096, 2 * 4096], report.Zones[0].LowmemReserve);
        Assert.True(report.Zones[0].AllUnreclaimable);
        Assert.False(report.Zones[1].AllUnreclaimable);
        Assert.Equal([10, 4, 220], report.Zones[1].FreeBlocks);
        Assert.Equal(85 * 1024, report.Zones[1].Slab);
        Assert.Null(report.Zones[1].Managed);
        Assert.Empty(report.Nodes);
    }

    [Fact]
    public void El6_names_the_user_within_the_kill_line()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read($"""
            sshd invoked oom-killer: gfp_mask=0x200d2, order=0, oom_adj=0, oom_score_adj=0
            sshd cpuset=/ mems_allowed=0
            Pid: 24113, comm: sshd Not tainted 2.6.32-431.el6.x86_64 #1
            Call Trace:
             [<ffffffff81122950>] ? dump_header+0x90/0x1b0
            {MemInfo2632}[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name
            [  512]     0   512     2662       76   4     -17         -1000 udevd
            [13550]   500 13550  3116506  1906906   1       0             0 java
            Out of memory: Kill process 13550 (java) score 416 or sacrifice child
            Killed process 13550, UID 500, (java) total-vm:12466024kB, anon-rss:7625016kB, file-rss:2608kB
            """));
        Assert.Equal(OomKind.Global, report.Kind);
        Assert.Equal("GFP_HIGHUSER", report.GfpFlags);
        Assert.Equal(500, report.VictimUid);
        Assert.Equal(416, report.Victims[0].Score);
        Assert.Equal((7625016 + 2608) * 1024L, report.VictimRss);
        Assert.Null(report.Victims[0].ShmemRss);
        Assert.Equal(0, report.VictimOomScoreAdj);
        Assert.Equal(-17, report.Tasks[0].OomAdj);
        Assert.Equal(-1000, report.Tasks[0].OomScoreAdj);
        Assert.Equal("", report.Missing);
    }

    [Fact]
    public void El7_cgroup_report_has_statistics_on_one_line()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            [ 1000.000000] stress invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=1000
            [ 1000.000001] stress cpuset=docker-aa.scope mems_allowed=0-1
            [ 1000.000002] CPU: 3 PID: 900 Comm: stress Kdump: loaded Not tainted 3.10.0-1160.el7.x86_64 #1
            [ 1000.000003] Hardware name: Red Hat KVM, BIOS 0.5.1 01/01/2011
            [ 1000.000004] Call Trace:
            [ 1000.000005]  [<ffffffffb9983559>] dump_stack+0x19/0x1b
            [ 1000.000006]  [<ffffffffb997e5f8>] dump_header+0x90/0x229
            [ 1000.000007] Task in /system.slice/docker-aa.scope killed as a result of limit of /system.slice/docker-aa.scope
            [ 1000.000008] memory: usage 1048576kB, limit 1048576kB, failcnt 77
            [ 1000.000009] memory+swap: usage 1048576kB, limit 9007199254740988kB, failcnt 0
            [ 1000.000010] kmem: usage 0kB, limit 9007199254740988kB, failcnt 0
            [ 1000.000011] Memory cgroup stats for /system.slice/docker-aa.scope: cache:100KB rss:1048476KB rss_huge:2048KB mapped_file:4KB swap:0KB inactive_anon:8KB active_anon:1048468KB inactive_file:50KB active_file:50KB unevictable:0KB
            [ 1000.000012] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
            [ 1000.000013] [  900]     0   900   300000   262000     530        7          1000 stress
            [ 1000.000014] Memory cgroup out of memory: Kill process 900 (stress) score 2000 or sacrifice child
            [ 1000.000015] Killed process 900 (stress), UID 0, total-vm:1200000kB, anon-rss:1040000kB, file-rss:8000kB, shmem-rss:0kB
            """));
        Assert.Equal(OomKind.Cgroup, report.Kind);
        Assert.Equal("/system.slice/docker-aa.scope", report.CgroupPath);
        Assert.Equal("/system.slice/docker-aa.scope", report.VictimCgroup);
        Assert.Equal(1048576 * 1024L, report.CgroupUsage);
        Assert.Equal(1048576 * 1024L, report.CgroupLimit);
        Assert.Equal(["memory", "memory+swap", "kmem"], report.CgroupCounters.Select(counter => counter.Name));
        Assert.Null(report.CgroupCounters[1].Limit);
        Assert.Equal(77, report.CgroupCounters[0].FailCount);
        CgroupStatistic rss = report.CgroupStatistics.Single(statistic => statistic.Name == "rss");
        Assert.Equal((1048476 * 1024L, true), (rss.Value, rss.IsBytes));
        Assert.Equal("GFP_KERNEL", report.GfpFlags);
        Assert.Equal("3.10.0-1160.el7.x86_64", report.KernelVersion);
        Assert.Equal(530 * 4096L, report.Tasks[0].PageTables);
        Assert.Equal(7 * 4096L, report.Tasks[0].Swap);
        Assert.Equal(1000, report.VictimOomScoreAdj);
        Assert.Equal(TimeSpan.FromMicroseconds(15), report.PrintTime);
        Assert.Equal("docker-aa.scope", report.Cpuset);
        Assert.Equal("", report.Missing);
    }

    [Fact]
    public void Version_4_9_task_table_has_two_levels_of_page_tables()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            chrome invoked oom-killer: gfp_mask=0x24280ca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), nodemask=0-1, order=0, oom_score_adj=300
            chrome cpuset=/ mems_allowed=0-1
            CPU: 0 PID: 2979 Comm: chrome Tainted: G        W  OE   4.9.3-200.fc25.x86_64 #1
            Call Trace:
             [<ffffffff833f3ddd>] dump_stack+0x63/0x86
            Mem-Info:
            active_anon:7037325 inactive_anon:439700 isolated_anon:32
             active_file:26879 inactive_file:18930 isolated_file:0
             unevictable:662 dirty:843 writeback:156 unstable:0
             slab_reclaimable:54077 slab_unreclaimable:57937
             mapped:106009 shmem:99958 pagetables:130941 bounce:0
             free:51693 free_pcp:57 free_cma:0
            Node 0 Normal free:70820kB min:62296kB low:91640kB high:120984kB active_anon:25939300kB inactive_anon:1692436kB active_file:104140kB inactive_file:73848kB unevictable:2648kB writepending:3964kB present:29890560kB managed:29345324kB mlocked:2648kB slab_reclaimable:216308kB slab_unreclaimable:231748kB kernel_stack:36592kB pagetables:523764kB bounce:0kB free_pcp:228kB local_pcp:0kB free_cma:0kB
            lowmem_reserve[]: 0 0 0 0 0
            Node 0 Normal: 15574*4kB (UMEH) 444*8kB (UMH) = 65848kB
            8111664 pages RAM
            147593 pages reserved
            [ pid ]   uid  tgid total_vm      rss nr_ptes nr_pmds swapents oom_score_adj name
            [ 2979]  1000  2979   300000   100000     600       4     5000           300 Web Content 2
            Out of memory: Kill process 2979 (Web Content 2) score 316 or sacrifice child
            Killed process 2979 (Web Content 2) total-vm:1200000kB, anon-rss:390000kB, file-rss:5000kB, shmem-rss:5000kB
            oom_reaper: reaped process 2979 (Web Content 2), now anon-rss:4kB, file-rss:0kB, shmem-rss:5000kB
            """));
        Assert.Equal(OomKind.Global, report.Kind);
        Assert.Equal("0-1", report.NodeMask);
        Assert.Equal("4.9.3-200.fc25.x86_64", report.KernelVersion);
        Assert.Equal(604 * 4096L, report.Tasks[0].PageTables);
        Assert.Equal("Web Content 2", report.Tasks[0].Name);
        Assert.Equal(5000 * 4096L, report.Tasks[0].Swap);
        Assert.Equal(400000 * 1024L, report.VictimRss);
        Assert.True(report.Victims[0].Reaped);
        Assert.Equal(4096, report.Victims[0].AnonRssAfterReap);
        Assert.Equal(36592 * 1024L, report.MemInfo!.KernelStack);
        Assert.Equal(["UMEH", "UMH"], report.Zones[0].MigrateTypes);
        Assert.Equal("", report.Missing);
    }

    [Theory]
    [InlineData("4.15.0-20-generic", "(null)", OomKind.Global)]
    [InlineData("4.15.0-20-generic", "1", OomKind.MemoryPolicy)]
    [InlineData("4.19.0-9-amd64", "(null)", OomKind.Global)]
    public void Versions_4_15_to_4_20_name_the_nodes_of_a_policy(string release, string nodes, OomKind kind)
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read($"""
            app invoked oom-killer: gfp_mask=0x14280ca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), nodemask={nodes},  order=0, oom_score_adj=0
            app cpuset=/ mems_allowed=0-1
            CPU: 0 PID: 77 Comm: app Not tainted {release} #1
            Call Trace:
             dump_stack+0x63/0x8b
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
             free:3 free_pcp:0 free_cma:0
            [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
            [   77]     0    77    10000     9000   114688        0             0 app
            Out of memory: Kill process 77 (app) score 900 or sacrifice child
            Killed process 77 (app) total-vm:40000kB, anon-rss:36000kB, file-rss:0kB, shmem-rss:0kB
            """));
        Assert.Equal(kind, report.Kind);
        Assert.Equal(nodes == "(null)" ? null : nodes, report.NodeMask);
        Assert.Equal(0, report.Order);
        Assert.Equal(114688, report.Tasks[0].PageTables);
        Assert.Equal("zones, free blocks, RAM", report.Missing);
    }

    [Fact]
    public void A_cpuset_of_an_old_kernel_shows_by_a_node_it_does_not_allow()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            app invoked oom-killer: gfp_mask=0x24280ca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), order=0, oom_score_adj=0
            app cpuset=batch mems_allowed=1
            CPU: 0 PID: 77 Comm: app Not tainted 4.8.0 #1
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
            Node 0 hugepages_total=3 hugepages_free=1 hugepages_surp=0 hugepages_size=2048kB
            Node 1 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB
            Out of memory: Kill process 77 (app) score 900 or sacrifice child
            Killed process 77 (app) total-vm:40000kB, anon-rss:36000kB, file-rss:0kB, shmem-rss:0kB
            """));
        Assert.Equal(OomKind.Cpuset, report.Kind);
        Assert.Equal("batch", report.Cpuset);
        Assert.Equal(3 * 2097152L, report.MemInfo!.HugePages);
    }

    [Fact]
    public void Page_tables_that_5_4_prints_in_bytes_are_not_multiplied()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read(
            "Out of memory: Killed process 9 (x) total-vm:30000kB, anon-rss:20000kB, file-rss:0kB, shmem-rss:0kB, UID:33 pgtables:114688kB oom_score_adj:0"));
        Assert.Equal(114688, report.Victims[0].PageTables);
        Assert.Equal(33, report.VictimUid);
    }
}
