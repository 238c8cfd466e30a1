using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class BadnessTests
{
    private const long Page = 4096;
    private static readonly KernelRelease s_modern = new(6, 12);

    [Fact]
    public void Resident_swap_and_page_tables_count()
    {
        // Reference 9.1: python3 with 9141 pages and 114688 bytes of page tables.
        Assert.Equal(9169, Badness.Score(Task(9141, 114688), null, s_modern, Page));
        Assert.Equal(9269, Badness.Score(Task(9141, 114688, swap: 100), null, s_modern, Page));
    }

    [Theory]
    [InlineData(7, 3, 900, -899_000)]
    [InlineData(5, 8, 900, 1)]
    public void The_bias_is_a_thousandth_of_all_memory_and_had_a_floor_before_5_9(int major, int minor, int bias, long expected) =>
        Assert.Equal(expected, Badness.Score(Task(1000, 0, -bias), 1_000_000, new KernelRelease(major, minor), Page));

    [Fact]
    public void Root_had_a_bonus_before_4_17()
    {
        Assert.Equal(970, Badness.Score(Task(1000, 0), null, new KernelRelease(4, 14), Page));
        Assert.Equal(1000, Badness.Score(Task(1000, 0), null, new KernelRelease(4, 18), Page));
    }

    [Fact]
    public void Immune_tasks_and_missing_terms_have_no_score()
    {
        Assert.Null(Badness.Score(Task(1000, 0, -1000), 1_000_000, s_modern, Page));
        Assert.Null(Badness.Score(Task(1000, 0, 5), null, s_modern, Page));
        Assert.Null(Badness.Score(new OomTask { Pid = 9, Rss = Page, OomScoreAdj = 0 }, 1000, s_modern, Page));
        Assert.Null(Badness.Score(new OomTask { Pid = 9, Rss = Page, OomAdj = 0, OomScoreAdj = 0, PageTables = 0 }, 1000, s_modern, Page));
    }

    [Fact]
    public void A_cgroups_scores_are_relative_to_its_limit_and_swap()
    {
        var report = new OomReport
        {
            Kind = OomKind.Cgroup,
            CgroupLimit = 50 << 20,
            CgroupCounters = [new CgroupCounter { Name = "swap", Limit = 10 << 20 }],
        };

        Assert.Equal(60 * 256, Badness.TotalPages(report, Page));
    }

    [Fact]
    public void A_machines_scores_are_relative_to_ram_and_swap()
    {
        var report = new OomReport { Kind = OomKind.Global, SwapTotal = 100 * Page, MemInfo = new OomMemInfo { Ram = 1000 * Page, Reserved = 50 * Page } };

        Assert.Equal(1050, Badness.TotalPages(report, Page));
    }

    private static OomTask Task(long rss, long pageTables, int adjustment = 0, long swap = 0) => new()
    {
        Pid = 18353,
        Rss = rss * Page,
        PageTables = pageTables,
        Swap = swap * Page,
        OomScoreAdj = adjustment,
    };
}
