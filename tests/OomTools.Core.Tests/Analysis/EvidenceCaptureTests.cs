namespace OomTools.Tests.Analysis;

/// <summary>Findings and advice beside what a person reads in the captures.</summary>
public class EvidenceCaptureTests
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    /// <summary>The kill line has pgtables:136124kB, of 34160 pages of page tables in all: the kill gives them back.</summary>
    [Fact]
    public void A_kill_frees_the_page_tables_of_the_killed()
    {
        OomReport report = CapturedReports.First("6.1.0-50-amd64/page-tables");

        Assert.Equal((OomCause.PageTables, 136124 * KiB), (report.Cause, report.Victims[0].PageTables!.Value));
        Assert.DoesNotContain(report.Evidence, e => e.Statement.Contains("could not help", StringComparison.Ordinal));
    }

    /// <summary>zspages:588kB and 17916kB beside 22303 pages on the anonymous lists and 443 of shared memory.</summary>
    [Fact]
    public void Compressed_memory_is_named_where_it_counts_as_anonymous()
    {
        OomReport report = CapturedReports.First("7.3.4+deb13-amd64/anon-zswap");

        OomEvidence kinds = Assert.Single(report.Evidence, e => e.Statement.StartsWith("Largest kind: anonymous memory", StringComparison.Ordinal));
        Assert.Equal(((18100 + 4203 - 443) * 4 + 588 + 17916) * KiB, kinds.Bytes);
        Assert.Contains("Anonymous 85.4 MiB, compressed (zswap, zram) 18.1 MiB, shared 1.7 MiB", kinds.Statement, StringComparison.Ordinal);
    }

    /// <summary>Slab is counted for the machine only: it is no part of the allowed node's 211 MiB.</summary>
    [Fact]
    public void What_is_not_counted_per_node_is_told_apart()
    {
        OomReport report = CapturedReports.First("5.10.0-32-amd64/numa-cpuset");

        OomEvidence kinds = Assert.Single(report.Evidence, e => e.Statement.StartsWith("Largest kind on the allowed nodes: ", StringComparison.Ordinal));
        Assert.Contains("; on all nodes slab unreclaimable ", kinds.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_no_counter_owns_is_measured_against_the_whole_machine()
    {
        // 12 GiB of 128 are normal (9 %), though they are more than a tenth of the one node of 32 that is allowed.
        const long GiB = 1024 * MiB;
        var report = new OomReport
        {
            Kind = OomKind.Cpuset,
            Outcome = OomOutcome.Killed,
            Zones = [new MemoryZone { Node = 1, Name = "Normal", Managed = 32 * GiB, Free = 0, Anonymous = 30 * GiB, File = 0 }],
            MemInfo = new OomMemInfo
            {
                PageSize = 4096,
                ActiveAnon = 30 * GiB,
                InactiveAnon = 0,
                ActiveFile = 0,
                InactiveFile = 0,
                SlabReclaimable = GiB,
                SlabUnreclaimable = GiB,
                PageTables = 0,
                Free = 84 * GiB,
                Ram = 128 * GiB,
                Reserved = 0,
            },
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal(12 * GiB, report.UnaccountedMemory);
        Assert.DoesNotContain(report.Evidence, e => e.Statement.StartsWith("No counter of the report owns", StringComparison.Ordinal));
    }

    /// <summary>reserved_highatomic:2048KB and free_cma:776kB of DMA32.</summary>
    [Fact]
    public void Free_memory_that_is_not_for_the_request_is_told()
    {
        var zone = new MemoryZone
        {
            Node = 0,
            Name = "DMA32",
            Free = 60196 * KiB,
            Min = 49012 * KiB,
            Low = 61264 * KiB,
            High = 73516 * KiB,
            ReservedHighAtomic = 2048 * KiB,
            FreeCma = 776 * KiB,
            Managed = 2909548 * KiB,
            LowmemReserve = [0, 0, 0],
            FreeBlocks = [4154, 2362, 960, 270, 31, 0, 0, 0, 0, 0, 0],
            MigrateTypes = ["UMEHC", "UMEHC", "UMEH", "UMEHC", "UMEH", "", "", "", "", "", ""],
        };
        var report = new OomReport
        {
            Kind = OomKind.AllocationFailure,
            Outcome = OomOutcome.AllocationFailed,
            TriggerName = "cat",
            TriggerPid = 7,
            Order = 5,
            RequestSize = 128 * KiB,
            GfpMask = 0x40dc0,
            GfpFlags = "GFP_KERNEL|__GFP_COMP|__GFP_ZERO",
            KernelVersion = "5.10.2",
            Zones = [zone],
            MemInfo = new OomMemInfo { PageSize = 4096, Free = 60196 * KiB },
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Contains(report.Evidence, e => e.Statement.StartsWith("Node 0 DMA32: 58.8 MiB free (2.8 MiB of it not for this request: high-atomic, CMA), must keep 47.9 MiB ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("7.3.4+deb13-amd64/memcg", "memory.max (systemd: MemoryMax=")]
    [InlineData("6.12.107+deb13-amd64/memcg-group-kill", "memory.max (systemd: MemoryMax=")]
    public void A_cgroup_at_its_limit_is_not_told_to_have_one(string run, string advice)
    {
        OomReport report = CapturedReports.First(run);

        Assert.Contains(report.Advice, line => line.StartsWith("Let it need less or have more: " + advice, StringComparison.Ordinal));
        Assert.DoesNotContain(report.Advice, line => line.StartsWith("Bound it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_kill_is_told_in_the_kernels_words()
    {
        OomReport report = CapturedReports.First("6.12.107+deb13-amd64/memcg-group-kill");

        Assert.Equal((4, "Tasks in /pod1234 are going to be killed due to memory.oom.group set"), (report.VictimCount, report.Detail));
    }

    [Theory]
    [InlineData("swap", 0L, 0L, "The cgroup may not swap (memory.swap.max is 0).")]
    [InlineData("swap", 7 * MiB, 8 * MiB, "Of the swap that the cgroup's limit allows 7 of 8 MiB are in use.")]
    [InlineData("swap", 7 * MiB, null, null)]
    [InlineData("memory+swap", 32 * MiB, 32 * MiB, "The cgroup may not swap (memory.memsw.limit_in_bytes is its memory's limit).")]
    [InlineData("memory+swap", 40 * MiB, 48 * MiB, "Of the swap that the cgroup's limit allows 8 of 16 MiB are in use.")]
    [InlineData("kmem", 0L, 0L, null)]
    public void What_the_cgroup_may_swap(string name, long usage, long? limit, string? finding)
    {
        var report = new OomReport
        {
            Kind = OomKind.Cgroup,
            Outcome = OomOutcome.Killed,
            CgroupPath = "/a",
            CgroupUsage = 32 * MiB,
            CgroupLimit = 32 * MiB,
            CgroupCounters = [new CgroupCounter { Name = "memory", Usage = 32 * MiB, Limit = 32 * MiB }, new CgroupCounter { Name = name, Usage = usage, Limit = limit }],
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal(finding, report.Evidence.Select(e => e.Statement).SingleOrDefault(statement => statement.Contains("swap", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("page allocation stalls for 12004ms", OomOutcome.Unknown, 4096L, "A request of mysqld (77) stalled (order 0, 4 KiB, GFP_KERNEL); the log does not hold the memory figures.")]
    [InlineData("vmalloc error: size 1073741824, exceeds total pages", OomOutcome.AllocationFailed, 1L << 30, "A request of mysqld (77) failed (order 0, 1 GiB, GFP_KERNEL), which is more than all RAM; the log does not hold the memory figures.")]
    public void A_failure_is_told_as_what_it_was(string detail, OomOutcome outcome, long size, string summary)
    {
        var report = new OomReport
        {
            Kind = OomKind.AllocationFailure,
            Outcome = outcome,
            TriggerName = "mysqld",
            TriggerPid = 77,
            Order = 0,
            RequestSize = size,
            GfpFlags = "GFP_KERNEL",
            GfpMask = 0xcc0,
            Detail = detail,
            MemInfo = new OomMemInfo { PageSize = 4096, Ram = 512 * MiB, Reserved = 0 },
        };
        OomTools.Analysis.Diagnosis.Explain(report);

        Assert.Equal(summary, report.Summary);
    }
}
