namespace OomTools.Tests.Analysis;

/// <summary>Sentences composed by reading the capture, then asked of the program.</summary>
public class SummarySentenceTests
{
    [Theory]
    [InlineData("7.3.4+deb13-amd64/slab-unix",
        "Kernel space: slab holds 68 % of RAM (138 of 204 MiB); LRU 22 %; signal_cache alone holds 55.9 MiB; the request was for a UNIX socket.")]
    [InlineData("6.1.0-50-amd64/global-anon",
        "User space: mysqld (422) and 2 more of the name hold 74 % of RAM (150 of 204 MiB) as anonymous memory; slab 8 %.")]
    [InlineData("7.3.4+deb13-amd64/memcg",
        "Cgroup /job is at its limit of 50 MiB: worker (496) holds 93 % of it (46.7 of 50 MiB) as anonymous memory; slab <1 %.")]
    [InlineData("6.12.107+deb13-amd64/high-order",
        "Fragmentation: 48.2 of 147 MiB are free, but no usable zone has a free block of order 10 (4 MiB) for proxy (837); the largest free block has 2 MiB.")]
    [InlineData("6.12.107-own/atomic-failure",
        "Atomic reserve: a request of swapper/0 (0) that may not wait (order 0, 4 KiB, GFP_ATOMIC) met used-up reserves (1.6 of 160 MiB free); direct reclaim and shrinkers were not run for it.")]
    [InlineData("6.12.107+deb13-amd64/anon-score-adj",
        "User space: small (504) holds 49 % of RAM (104 of 211 MiB) as anonymous memory; slab 4 %; its oom_score_adj of -900 spared it, redis (495) was killed instead.")]
    [InlineData("6.12.107-own/driver-leak",
        "Kernel space: slab holds 39 % of RAM (88.1 of 224 MiB), memory that no counter owns 18 %; LRU 40 %; module oomleak allocated 100 MiB.")]
    [InlineData("7.3.4-own/driver-leak-vmalloc",
        "Kernel space: vmalloc memory holds 54 % of RAM (122 of 224 MiB); LRU 34 %, slab 4 %; module oomleak allocated 120 MiB.")]
    [InlineData("7.3.4+deb13-amd64/hugetlb-unused",
        "User space: the huge page pool holds 73 % of RAM (240 of 330 MiB), none of it in use; LRU 17 %, slab 4 %.")]
    [InlineData("6.1.0-50-amd64/page-tables",
        "Kernel space: page tables hold 65 % of RAM (133 of 204 MiB), 133 MiB of it scanner (436); LRU 19 %, slab 8 %; the request was for a page table.")]
    [InlineData("6.12.107+deb13-amd64/memcg-shm",
        "Cgroup /job is at its limit of 40 MiB: shared memory (tmpfs, System V, memfd) holds 92 % of it (36.7 of 40 MiB), most of it mapped by no listed process: a kill does not free that; slab <1 %.")]
    [InlineData("5.10.0-32-amd64/numa-cpuset",
        "The NUMA nodes that the cpuset allows are full: pinned (447) holds 87 % of their memory (184 of 211 MiB) as anonymous memory; other nodes have 224 MiB free.")]
    [InlineData("6.1.0-50-amd64/anon-zram",
        "User space: app (453) and 1 more of the name hold 65 % of RAM (90.9 of 140 MiB) as anonymous memory; slab 12 %, swap is full.")]
    [InlineData("7.3.4+deb13-amd64/sysrq",
        "Manual request (SysRq f): editor (444), 60.8 MiB, was killed though memory was not short: 44 % of RAM free (90.3 of 204 MiB); LRU 42 %, slab 6 %.")]
    public void First_report(string run, string summary) => Assert.Equal(summary, CapturedReports.First(run).Summary);

    [Fact]
    public void A_kill_line_alone_says_what_it_knows()
    {
        var report = new OomReport
        {
            Outcome = OomOutcome.Killed,
            VictimName = "mysqld",
            VictimPid = 812,
            VictimRss = 1_288_490_189,
            VictimCount = 1,
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal(OomCause.Unknown, report.Cause);
        Assert.Equal("mysqld (812), 1.2 GiB, was killed; the log does not hold the report.", report.Summary);
    }

    [Fact]
    public void A_name_cannot_move_the_cursor_or_start_a_line()
    {
        var report = new OomReport { VictimName = "a\u001b[2J\nb\u202e", VictimPid = 1, VictimCount = 1, Outcome = OomOutcome.Killed };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal("a?[2J?b? (1) was killed; the log does not hold the report.", report.Summary);
    }

    [Fact]
    public void A_failure_without_figures_names_the_request()
    {
        var report = new OomReport
        {
            Kind = OomKind.AllocationFailure,
            Outcome = OomOutcome.AllocationFailed,
            TriggerName = "proxy",
            TriggerPid = 741,
            Order = 9,
            GfpFlags = "GFP_KERNEL|__GFP_COMP",
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal("A request of proxy (741) failed (order 9, 2 MiB, GFP_KERNEL|__GFP_COMP); the log does not hold the memory figures.", report.Summary);
    }
}
