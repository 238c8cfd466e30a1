using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class MemoryAccountTests
{
    private const long Page = 4096;

    // 6.12.107-own/driver-leak, in pages.
    private static OomMemInfo DriverLeak => new()
    {
        ActiveAnon = 382 * Page,
        InactiveAnon = 22783 * Page,
        IsolatedAnon = 0,
        ActiveFile = 15 * Page,
        InactiveFile = 4 * Page,
        IsolatedFile = 0,
        Unevictable = 0,
        SlabReclaimable = 334 * Page,
        SlabUnreclaimable = 22229 * Page,
        Shmem = 1319 * Page,
        PageTables = 143 * Page,
        SecPageTables = 0,
        Bounce = 0,
        KernelMiscReclaimable = 0,
        Free = 611 * Page,
        FreePerCpu = 150 * Page,
        KernelStack = 848 * 1024,
        Ram = 65403 * Page,
        Reserved = 8122 * Page,
    };

    [Fact]
    public void A_machines_terms_add_up_to_what_is_not_reserved()
    {
        MemoryAccount account = MemoryAccount.Of(new OomReport { Kind = OomKind.Global, MemInfo = DriverLeak });

        Assert.Equal(57281 * Page, account.Total);
        Assert.Equal(23184 * Page, account.User);
        Assert.Equal(22918 * Page, account.Kernel);
        Assert.Equal(761 * Page, account.Free);
        Assert.Equal(10418 * Page, account.Unaccounted);
        Assert.Equal(21846 * Page, account.Anonymous);
        Assert.Equal(1319 * Page, account.Shared);
        Assert.Equal(19 * Page, account.File);
    }

    [Fact]
    public void A_missing_counter_makes_null_not_zero()
    {
        MemoryAccount account = MemoryAccount.Of(new OomReport
        {
            Kind = OomKind.Global,
            MemInfo = new OomMemInfo { ActiveAnon = Page, InactiveAnon = Page, Free = Page, Ram = 9 * Page, Reserved = 0 },
        });

        Assert.Null(account.User);
        Assert.Null(account.Kernel);
        Assert.Null(account.Unaccounted);
        Assert.Equal(2 * Page, account.Anonymous);
        Assert.Equal(Page, account.Free);
    }

    [Fact]
    public void Without_the_totals_line_the_zones_say_how_much_there_is()
    {
        MemoryAccount account = MemoryAccount.Of(new OomReport
        {
            Kind = OomKind.Global,
            MemInfo = new OomMemInfo(),
            Zones = [new MemoryZone { Managed = 15360 }, new MemoryZone { Managed = 213764 }],
        });

        Assert.Equal(229124, account.Total);
    }

    // 6.12.107+deb13-amd64/memcg-shm, first report.
    [Fact]
    public void A_version_2_cgroup_is_accounted_against_its_limit()
    {
        MemoryAccount account = MemoryAccount.Of(Cgroup(
            40960 * 1024,
            ("anon", 3256320), ("file", 38432768), ("kernel", 249856), ("kernel_stack", 0), ("pagetables", 86016), ("sock", 0),
            ("shmem", 38432768), ("unevictable", 0), ("slab_reclaimable", 104096), ("slab_unreclaimable", 35360), ("slab", 139456)));

        Assert.Equal(41943040, account.Total);
        Assert.Equal(0, account.Free);
        Assert.Equal(41689088, account.User);
        Assert.Equal(249856, account.Kernel);
        Assert.Equal(4096, account.Unaccounted);
        Assert.Equal(38432768, account.Shared);
        Assert.Equal(0, account.File);
        Assert.Equal(104096, account.SlabReclaimable);
    }

    [Fact]
    public void Before_5_19_the_kernels_part_is_summed()
    {
        MemoryAccount account = MemoryAccount.Of(Cgroup(
            1000, ("anon", 100), ("file", 0), ("kernel_stack", 16), ("percpu", 32), ("sock", 8), ("slab_reclaimable", 200), ("slab_unreclaimable", 300), ("slab", 500)));

        Assert.Equal(556, account.Kernel);
        Assert.Equal(344, account.Unaccounted);
    }

    // Reference 9.1: the limited cgroup's own counters are zero, its child holds the memory.
    [Fact]
    public void A_version_1_dump_counts_by_its_totals()
    {
        OomReport report = Cgroup(
            30720 * 1024, ("cache", 0), ("rss", 0), ("total_cache", 4096), ("total_rss", 30687232), ("total_shmem", 0), ("total_inactive_anon", 30683136));
        report = With(report, new CgroupCounter { Name = "kmem", Usage = 748 * 1024 });
        MemoryAccount account = MemoryAccount.Of(report);

        Assert.Equal(30687232, account.Anonymous);
        Assert.Equal(30691328, account.User);
        Assert.Equal(765952, account.Kernel);
        Assert.Equal(0, account.Unaccounted);
    }

    [Fact]
    public void Up_to_5_2_the_cgroups_of_the_subtree_are_summed()
    {
        OomReport report = new()
        {
            Kind = OomKind.Cgroup,
            CgroupUsage = 1000,
            CgroupLimit = 1200,
            CgroupStatistics =
            [
                new CgroupStatistic { Path = "/a", Name = "cache", Value = 100 },
                new CgroupStatistic { Path = "/a", Name = "rss", Value = 0 },
                new CgroupStatistic { Path = "/a/b", Name = "cache", Value = 300 },
                new CgroupStatistic { Path = "/a/b", Name = "rss", Value = 500 },
                new CgroupStatistic { Path = "/a/b", Name = "inactive_anon", Value = 750 },
            ],
        };
        MemoryAccount account = MemoryAccount.Of(report);

        Assert.Equal(500, account.Anonymous);
        Assert.Equal(250, account.Shared);
        Assert.Equal(150, account.File);
        Assert.Equal(200, account.Free);
        Assert.Null(account.Kernel);
    }

    private static OomReport Cgroup(long limit, params (string Name, long Value)[] statistics) => new()
    {
        Kind = OomKind.Cgroup,
        CgroupUsage = limit,
        CgroupLimit = limit,
        CgroupStatistics = [.. statistics.Select(s => new CgroupStatistic { Name = s.Name, Value = s.Value })],
    };

    private static OomReport With(OomReport report, CgroupCounter counter) => new()
    {
        Kind = report.Kind,
        CgroupUsage = report.CgroupUsage,
        CgroupLimit = report.CgroupLimit,
        CgroupStatistics = report.CgroupStatistics,
        CgroupCounters = [counter],
    };
}
