using OomTools.Analysis;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

public sealed class AllocationReplayTests
{
    private const long KiB = 1024;

    public static IEnumerable<TheoryDataRow<string>> Runs() => CaptureFiles.Runs().Select(run => new TheoryDataRow<string>(run));

    /// <summary>The one capture where the machine had freed enough by the time the zones were printed; found by reading it.</summary>
    private const string FreedMeanwhile = "7.3.4-own/tmpfs";

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_report_of_the_collection_failed_or_it_is_said_what_is_missing(string run)
    {
        int later = 0;
        foreach (OomReport report in CapturedReports.Of(run))
        {
            PageAllocationTest[] tests = AllocationReplay.Of(report);
            Assert.NotEmpty(tests);
            bool passes = Array.Exists(tests, test => test.Verdict == PageAllocationVerdict.Succeeds);
            bool says = Array.Exists(tests, test => test.Missing.Length > 0);
            Assert.All(tests, test => Assert.NotEmpty(test.Reason));
            Assert.All(tests, test => Assert.True(test.Agrees == true ? !passes : says, $"line {report.LineNumber}: {test}"));
            later += passes ? 1 : 0;
        }

        Assert.Equal(run == FreedMeanwhile ? 1 : 0, later);
    }

    [Fact]
    public void Logs_of_other_machines_too()
    {
        string[] logs = [.. Directory.EnumerateFiles(CaptureFiles.Sample("realworld"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".md", StringComparison.Ordinal))];
        int known = 0;
        foreach (OomReport report in logs.SelectMany(CaptureFiles.Read))
        {
            PageAllocationTest[] tests = AllocationReplay.Of(report);
            bool says = Array.Exists(tests, test => test.Missing.Length > 0);
            Assert.All(tests, test => Assert.True(test.Agrees == true || says, $"{report.Source} line {report.LineNumber}: {test}"));
            known += tests[0].Agrees == true ? 1 : 0;
        }

        Assert.NotEqual(0, known);
    }

    [Fact]
    public void A_request_for_a_huge_page_met_fragmentation()
    {
        OomReport report = CaptureFiles.Read(CaptureFiles.Fixture("5.10.0-32-amd64/high-order/console.log"))[0];
        PageAllocationTest[] tests = AllocationReplay.Of(report);

        // free:37788kB min:1316kB; 511 pages of the request come off; the blocks of DMA32 end at order 1.
        PageAllocationTest dma32 = tests[1];
        Assert.Equal(("DMA32", 9, PageAllocationVerdict.Fragmentation), (dma32.Zone, dma32.Order!.Value, dma32.Verdict));
        Assert.Equal((37788 * KiB, (37788 - (511 * 4)) * KiB, 1316 * KiB), (dma32.Free!.Value, dma32.Usable!.Value, dma32.Needs!.Value));
        Assert.Equal((0L, 1, 1.0), (dma32.BlockCount!.Value, dma32.LargestOrder!.Value, dma32.UnusableIndex!.Value));
        // The largest block of DMA is 1024kB.
        Assert.Equal(("DMA", 8, PageAllocationVerdict.Fragmentation), (tests[0].Zone, tests[0].LargestOrder!.Value, tests[0].Verdict));
        Assert.All(tests, test => Assert.True(test.Agrees));
        Assert.Equal("GFP_KERNEL|__GFP_COMP", dma32.GfpFlags);
    }

    [Fact]
    public void A_request_that_could_not_wait_met_reserves_and_shortage()
    {
        OomReport report = CaptureFiles.Read(CaptureFiles.Fixture("6.12.107-own/atomic-failure/console.log"))[0];
        PageAllocationTest[] tests = AllocationReplay.Of(report);

        // DMA free:520kB min:152kB, lowmem_reserve 144 pages: min is 38 pages, 38 - 19 - 4 = 15.
        PageAllocationTest dma = tests[0];
        Assert.Equal((PageAllocationVerdict.Reserves, 520 * KiB, 60 * KiB, 576 * KiB, 636 * KiB),
            (dma.Verdict, dma.Usable!.Value, dma.Mark!.Value, dma.LowmemReserve!.Value, dma.Needs!.Value));
        // DMA32 free:12kB boost:3208kB min:4636kB: without the boost 357 pages, 357 - 178 - 44 = 135.
        PageAllocationTest dma32 = tests[1];
        Assert.Equal((PageAllocationVerdict.Shortage, 12 * KiB, 540 * KiB, 4636 * KiB, 3208 * KiB),
            (dma32.Verdict, dma32.Usable!.Value, dma32.Needs!.Value, dma32.Watermark!.Value, dma32.Boost!.Value));
        Assert.All(tests, test => Assert.True(test.Agrees));
    }

    [Fact]
    public void A_cgroup_was_at_its_limit()
    {
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(CaptureFiles.Read(CaptureFiles.Fixture("6.1.0-50-amd64/memcg-nested/console.log"))[0]));
        // memory: usage 61440kB, limit 61440kB
        Assert.Equal((PageAllocationVerdict.CgroupLimit, 0L, 4096L, true), (test.Verdict, test.Free!.Value, test.Needs!.Value, test.Agrees!.Value));
        Assert.Equal("/tenant/app", test.CgroupPath);
        Assert.Null(test.Zone);
    }

    [Fact]
    public void Nobody_asked_when_a_person_did()
    {
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(CaptureFiles.Read(CaptureFiles.Fixture("6.1.0-50-amd64/sysrq/console.log"))[0]));
        Assert.Equal((PageAllocationVerdict.Unknown, "a request", null), (test.Verdict, test.Missing, test.Agrees));
    }

    [Fact]
    public void A_zone_above_min_was_not_enough_for_the_last_attempt()
    {
        OomReport report = Report(OomKind.Global, 0, new MemoryZone { Name = "Normal", Free = 100 * KiB, Min = 64 * KiB, Low = 120 * KiB, High = 200 * KiB });
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(report));
        Assert.Equal((PageAllocationVerdict.Shortage, "high", 200 * KiB, true), (test.Verdict, test.WatermarkName, test.Needs!.Value, test.Agrees!.Value));

        // A failure without a kill is decided at min.
        test = Assert.Single(AllocationReplay.Of(Report(OomKind.AllocationFailure, 0, report.Zones)));
        Assert.Equal((PageAllocationVerdict.Succeeds, "min", false, AllocationReplay.Later), (test.Verdict, test.WatermarkName, test.Agrees!.Value, test.Missing));
    }

    [Fact]
    public void What_the_log_lacks_is_named()
    {
        Assert.Equal("zones (Mem-Info)", Assert.Single(AllocationReplay.Of(Report(OomKind.Global, 0))).Missing);
        Assert.Equal("free", Assert.Single(AllocationReplay.Of(Report(OomKind.Global, 0, new MemoryZone { Name = "Normal", Min = 1 }))).Missing);
        Assert.Equal("min", Assert.Single(AllocationReplay.Of(Report(OomKind.Global, 0, new MemoryZone { Name = "Normal", Free = 1 }))).Missing);
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(Report(OomKind.Global, 2, new MemoryZone { Name = "Normal", Free = 1 << 20, Min = 4096, High = 8192 })));
        Assert.Equal(("free blocks of the zone (its buddy line)", PageAllocationVerdict.Unknown, null), (test.Missing, test.Verdict, test.Agrees));
    }

    [Fact]
    public void Zones_that_the_request_may_not_use_say_nothing()
    {
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(Report(OomKind.Global, 0, new MemoryZone { Name = "Movable", Free = 1, Min = 2 })));
        Assert.Equal((PageAllocationVerdict.NotAllowed, null, "zones that the request may use"), (test.Verdict, test.Agrees, test.Missing));
    }

    [Fact]
    public void Only_the_nodes_that_the_request_was_bound_to_count()
    {
        MemoryZone[] zones = [new() { Node = 0, Name = "Normal", Free = 1 << 30, Min = 4096, High = 8192 }, new() { Node = 1, Name = "Normal", Free = 4096, Min = 4096, High = 8192 }];
        var report = new OomReport { Kind = OomKind.Cpuset, Order = 0, MemsAllowed = "1", GfpFlags = "GFP_KERNEL", Zones = zones };
        PageAllocationTest test = Assert.Single(AllocationReplay.Of(report));
        Assert.Equal((1, true), (test.Node!.Value, test.Agrees!.Value));
    }

    private static OomReport Report(OomKind kind, int order, params MemoryZone[] zones) => new() { Kind = kind, Order = order, GfpFlags = "GFP_KERNEL", Zones = zones };
}
