using System.Text.RegularExpressions;
using OomTools.Analysis;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

/// <summary>Causes that no capture shows, on machines made up of round numbers.</summary>
public class CauseRulesTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void File_cache_under_writeback() => Assert.Equal(OomCause.FileCache, Explain(new OomMemInfo
    {
        ActiveAnon = 100 * MiB,
        InactiveAnon = 0,
        ActiveFile = 300 * MiB,
        InactiveFile = 400 * MiB,
        Writeback = 500 * MiB,
        SlabReclaimable = 20 * MiB,
        SlabUnreclaimable = 20 * MiB,
        PageTables = MiB,
        Shmem = 0,
        Free = 10 * MiB,
        Ram = 1000 * MiB,
        Reserved = 0,
    }).Cause);

    [Fact]
    public void Locked_memory() => Assert.Equal(OomCause.Unevictable, Explain(new OomMemInfo
    {
        ActiveAnon = 100 * MiB,
        InactiveAnon = 0,
        ActiveFile = 0,
        InactiveFile = 0,
        Unevictable = 800 * MiB,
        SlabReclaimable = 20 * MiB,
        SlabUnreclaimable = 20 * MiB,
        PageTables = MiB,
        Shmem = 0,
        Free = 10 * MiB,
        Ram = 1000 * MiB,
        Reserved = 0,
    }).Cause);

    // 6.18, cgroup v1, processes that hold pipes: what the kernel printed.
    [Fact]
    public void Kernel_memory_of_a_v1_cgroup_is_its_cause_though_nobody_tells_its_kinds()
    {
        var report = Limited(61440, [("cache", 16384), ("rss", 23773184), ("total_cache", 16384), ("total_rss", 23773184), ("total_shmem", 0)], kernel: 38208 << 10);

        Assert.Equal(OomCause.Unaccounted, report.Cause);
        Assert.Equal("Cgroup /a is at its limit of 60 MiB: kernel memory of kinds that v1 does not tell holds 62 % of it (37.3 of 60 MiB); LRU 38 %.", report.Summary);
        Assert.Contains("Largest kind: kernel memory of kinds that v1 does not tell, 37.3 MiB, 62 %", string.Concat(report.Evidence.Select(part => part.Statement)), StringComparison.Ordinal);
        Assert.Contains(report.Advice, advice => advice.Contains("memory.kmem.slabinfo", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Advice, advice => advice.Contains("balloon", StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_charged_ahead_are_no_cause_for_a_small_cgroup()
    {
        // 512 KiB: 200 anonymous, 100 of slab, and 212 that are nobody's: no more than 64 pages.
        OomReport report = Limited(512, [("anon", 200 << 10), ("file", 0), ("kernel", 100 << 10), ("slab_reclaimable", 0), ("slab_unreclaimable", 100 << 10)]);

        Assert.Equal(OomCause.AnonymousMemory, report.Cause);
        Assert.Equal(212 << 10, report.UnaccountedMemory);
    }

    [Fact]
    public void What_is_more_than_can_be_charged_ahead_is_one()
    {
        OomReport report = Limited(612, [("anon", 200 << 10), ("file", 0), ("kernel", 100 << 10), ("slab_reclaimable", 0), ("slab_unreclaimable", 100 << 10)]);

        Assert.Equal(OomCause.Unaccounted, report.Cause);
        Assert.Contains(report.Advice, advice => advice.Contains("open files, threads and mappings", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Advice, advice => advice.Contains("balloon", StringComparison.Ordinal));
    }

    private static OomReport Limited(int kilobytes, (string Name, long Value)[] statistics, long? kernel = null)
    {
        var report = new OomReport
        {
            Kind = OomKind.Cgroup,
            CgroupPath = "/a",
            CgroupUsage = (long)kilobytes << 10,
            CgroupLimit = (long)kilobytes << 10,
            CgroupStatistics = Array.ConvertAll(statistics, pair => new CgroupStatistic { Name = pair.Name, Value = pair.Value }),
            CgroupCounters = kernel is null ? [] : [new CgroupCounter { Name = "kmem", Usage = kernel.Value }],
        };
        OomTools.Analysis.Diagnosis.Explain(report);
        return report;
    }

    [Fact]
    public void Kernel_stacks() => Assert.Equal(OomCause.KernelStacks, Explain(new OomMemInfo
    {
        ActiveAnon = 100 * MiB,
        InactiveAnon = 0,
        ActiveFile = 0,
        InactiveFile = 0,
        KernelStack = 500 * MiB,
        SlabReclaimable = 20 * MiB,
        SlabUnreclaimable = 200 * MiB,
        PageTables = 100 * MiB,
        Shmem = 0,
        Free = 10 * MiB,
        Ram = 1000 * MiB,
        Reserved = 0,
    }).Cause);

    [Fact]
    public void A_slab_cache_is_no_part_of_other_kernel_memory()
    {
        var info = new OomMemInfo
        {
            ActiveAnon = 100 * MiB,
            InactiveAnon = 0,
            ActiveFile = 0,
            InactiveFile = 0,
            PageTables = 500 * MiB,
            SlabReclaimable = 20 * MiB,
            SlabUnreclaimable = 200 * MiB,
            Shmem = 0,
            Free = 10 * MiB,
            Ram = 1000 * MiB,
            Reserved = 0,
        };
        OomReport report = Explain(info, slabs: [new SlabCache { Name = "kmalloc-1k", Bytes = 150 * MiB }]);
        Assert.StartsWith("Kernel space: page tables hold 50 % of RAM", report.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("kmalloc-1k", report.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, OomCause.Unaccounted)]
    [InlineData("nvidia_alloc_pages", OomCause.Unaccounted)]
    [InlineData("__vmalloc_area_node", OomCause.Vmalloc)]
    [InlineData("pcpu_alloc_pages", OomCause.Percpu)]
    public void Memory_that_no_counter_owns_is_named_by_its_call_site(string? function, OomCause cause)
    {
        AllocationSite[] sites = function is null ? [] : [new AllocationSite { Function = function, Bytes = 600 * MiB, File = "x.c" }];

        Assert.Equal(cause, Explain(Hungry(anonymous: 100), sites: sites).Cause);
    }

    [Fact]
    public void A_request_bound_to_an_empty_low_zone()
    {
        OomReport report = Explain(
            Hungry(anonymous: 100),
            zones:
            [
                new MemoryZone { Name = "DMA32", Free = MiB, Min = 4 * MiB, LowmemReserve = [0, 0, 0, 0] },
                new MemoryZone { Name = "Normal", Free = 900 * MiB, Min = 4 * MiB, LowmemReserve = [0, 0, 0, 0] },
            ],
            flags: "GFP_KERNEL|GFP_DMA32",
            kind: OomKind.AllocationFailure);

        Assert.Equal(OomCause.LowZone, report.Cause);
        Assert.Equal("Low zone: the request may use zone DMA32 and below only, which is used up, while 900 MiB are free in zones above.", report.Summary);
    }

    [Fact]
    public void Zones_above_that_are_not_printed_count_by_the_machines_sum()
    {
        OomMemInfo info = new()
        {
            ActiveAnon = 100 * MiB,
            InactiveAnon = 0,
            ActiveFile = 0,
            InactiveFile = 0,
            SlabReclaimable = 0,
            SlabUnreclaimable = 0,
            PageTables = 0,
            Shmem = 0,
            Free = 600 * MiB,
            Ram = 1000 * MiB,
            Reserved = 0,
        };
        MemoryZone[] zones = [new MemoryZone { Name = "DMA32", Free = MiB, Min = 4 * MiB }];

        Assert.Equal(OomCause.LowZone, Explain(info, zones: zones, flags: "GFP_NOIO|GFP_DMA32", kind: OomKind.AllocationFailure).Cause);
    }

    [Fact]
    public void An_order_that_an_oom_kill_could_not_wait_for_is_fragmentation()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * MiB, Min = 4 * MiB, FreeBlocks = [25600, 0, 0, 0], MigrateTypes = ["UM", "", "", ""] };
        OomReport report = Explain(Hungry(anonymous: 800), zones: [zone], order: 3);

        Assert.Equal(OomCause.Fragmentation, report.Cause);
    }

    [Fact]
    public void A_cgroup_is_judged_by_its_own_statistics()
    {
        OomReport report = new()
        {
            Kind = OomKind.Cgroup,
            CgroupPath = "/db",
            CgroupUsage = 100 * MiB,
            CgroupLimit = 100 * MiB,
            MemInfo = Hungry(anonymous: 900),
            CgroupStatistics =
            [
                new CgroupStatistic { Name = "anon", Value = 10 * MiB },
                new CgroupStatistic { Name = "file", Value = 2 * MiB },
                new CgroupStatistic { Name = "kernel", Value = 88 * MiB },
                new CgroupStatistic { Name = "slab_reclaimable", Value = 70 * MiB },
                new CgroupStatistic { Name = "slab_unreclaimable", Value = 10 * MiB },
            ],
        };
        Diagnosis.Explain(report);

        Assert.Equal(OomCause.SlabReclaimable, report.Cause);
        Assert.Equal(100 * MiB, report.TotalMemory);
        Assert.StartsWith("Cgroup /db is at its limit of 100 MiB: slab holds 80 % of it (80 of 100 MiB)", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_segment_that_many_processes_map_does_not_make_them_the_holders()
    {
        OomTask[] tasks = [.. Enumerable.Range(100, 200).Select(pid => Task(pid, "postgres", 252)), Task(7, "java", 700)];
        OomMemInfo info = new()
        {
            ActiveAnon = 950 * MiB,
            InactiveAnon = 0,
            ActiveFile = 0,
            InactiveFile = 0,
            SlabReclaimable = 0,
            SlabUnreclaimable = 0,
            PageTables = 0,
            Shmem = 250 * MiB,
            Free = 0,
            Ram = 1000 * MiB,
            Reserved = 0,
        };
        OomReport report = Explain(info, tasks: tasks);

        Assert.Equal(OomCause.AnonymousMemory, report.Cause);
        Assert.StartsWith("User space: java (7) holds 45 % of RAM (450 of 1000 MiB) as anonymous memory", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_victim_could_not_help()
    {
        OomReport report = Explain(
            Hungry(anonymous: 100, slab: 700),
            victims: [new OomVictim { Pid = 437, Name = "rsyslogd", Rss = 7 * MiB }]);

        OomEvidence effect = Assert.Single(report.Evidence, e => e.Statement.Contains("could not help", StringComparison.Ordinal));
        Assert.Equal(7 * MiB, effect.Bytes);
        Assert.Equal(0.01, effect.Share!.Value, 3);
    }

    [Fact]
    public void Without_figures_nothing_is_guessed()
    {
        OomReport report = Explain(null);

        Assert.Equal(OomCause.Unknown, report.Cause);
        Assert.Null(report.TotalMemory);
        Assert.Null(report.KernelMemory);
    }

    [Fact]
    public void An_advice_names_only_cmdlets_that_the_module_exports()
    {
        string manifest = File.ReadAllText(CaptureFiles.Repository("OomTools.psd1"));
        foreach (OomCause cause in Enum.GetValues<OomCause>())
        {
            var situation = new Situation(new OomReport()) { Cause = cause };
            Assert.NotEmpty(AdviceList.Of(situation));
            foreach (Match cmdlet in AdviceList.Of(situation).SelectMany(advice => Regex.Matches(advice, "[A-Z][a-z]+-[A-Z][A-Za-z]+")))
                Assert.Contains($"'{cmdlet.Value}'", manifest, StringComparison.Ordinal);
        }
    }

    private static OomTask Task(int pid, string name, long rss) =>
        new() { Pid = pid, ThreadGroup = pid, Name = name, Rss = rss * MiB, PageTables = 0, OomScoreAdj = 0 };

    private static OomMemInfo Hungry(long anonymous, long slab = 20) => new()
    {
        ActiveAnon = anonymous * MiB,
        InactiveAnon = 0,
        ActiveFile = 0,
        InactiveFile = 0,
        SlabReclaimable = 0,
        SlabUnreclaimable = slab * MiB,
        PageTables = MiB,
        Shmem = 0,
        Free = 10 * MiB,
        Ram = 1000 * MiB,
        Reserved = 0,
    };

    private static OomReport Explain(
        OomMemInfo? info,
        AllocationSite[]? sites = null,
        MemoryZone[]? zones = null,
        OomTask[]? tasks = null,
        OomVictim[]? victims = null,
        string flags = "GFP_KERNEL",
        int order = 0,
        OomKind kind = OomKind.Global,
        SlabCache[]? slabs = null)
    {
        var report = new OomReport
        {
            Kind = kind,
            KernelVersion = "6.12.1",
            GfpFlags = flags,
            Order = order,
            MemInfo = info,
            AllocationSites = sites ?? [],
            Slabs = slabs ?? [],
            Zones = zones ?? [],
            Tasks = tasks ?? [],
            Victims = victims ?? [],
            VictimCount = victims?.Length ?? 0,
            VictimPid = victims?[0].Pid,
            VictimName = victims?[0].Name,
        };
        Diagnosis.Explain(report);
        return report;
    }
}
