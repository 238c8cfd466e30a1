using OomTools.Analysis;
using OomTools.Oom;
using OomTools.Procfs;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Analysis;

public sealed class PageAllocationTests
{
    private const long Page = 4096;

    public static IEnumerable<TheoryDataRow<string>> Snapshots() => Snapshot.All();

    [Theory]
    [InlineData("GFP_KERNEL", "Normal", PageAllocationVerdict.Succeeds)]
    [InlineData("GFP_KERNEL|__GFP_DMA32", "Normal", PageAllocationVerdict.NotAllowed)]
    [InlineData("GFP_KERNEL|__GFP_DMA32", "DMA32", PageAllocationVerdict.Succeeds)]
    [InlineData("GFP_HIGHUSER", "Movable", PageAllocationVerdict.NotAllowed)]
    [InlineData("GFP_HIGHUSER_MOVABLE", "Movable", PageAllocationVerdict.Succeeds)]
    public void Flags_decide_which_zones_may_be_used(string flags, string zone, PageAllocationVerdict verdict) =>
        Assert.Equal(verdict, Test(flags, 0, new MemoryZone { Name = zone, Free = 100 * Page, Min = 10 * Page }).Verdict);

    [Fact]
    public void A_block_out_of_reach_is_not_said_to_be_missing()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 408 * Page, Min = 384 * Page, FreeBlocks = [400, 0, 0, 1] };
        var allocation = new PageAllocation(3, OomTools.Oom.GfpMask.Parse(null, "GFP_KERNEL", null), new KernelRelease(3, 10), [zone], Page);
        PageAllocationTest test = allocation.ToTest(allocation.Check(zone));
        Assert.Equal((PageAllocationVerdict.Fragmentation, "no: beside the blocks below order 3 too little is free (a rule up to 4.3)"), (test.Verdict, test.Reason));
    }

    [Fact]
    public void Too_little_is_a_shortage_and_says_how_much()
    {
        PageAllocationTest test = Test("GFP_KERNEL", 2, new MemoryZone { Name = "Normal", Free = 12 * Page, Min = 10 * Page, FreeBlocks = [0, 0, 3] });
        // Three pages of the request come off: 9, which must be more than 10.
        Assert.Equal((PageAllocationVerdict.Shortage, 9 * Page, 10 * Page), (test.Verdict, test.Usable!.Value, test.Needs!.Value));
        Assert.Equal("no: 8 KiB too little is free", test.Reason);
    }

    [Fact]
    public void What_is_kept_for_others_is_reserves()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 10 * Page, FreeCma = 40 * Page, FreeHighAtomic = 30 * Page, LowmemReserve = [0, 0, 20 * Page, 20 * Page], FreeBlocks = [100] };
        PageAllocationTest test = Test("GFP_KERNEL", 0, zone);
        Assert.Equal(PageAllocationVerdict.Reserves, test.Verdict);
        Assert.Equal((40 * Page, 30 * Page, 20 * Page, 30 * Page), (test.Cma!.Value, test.HighAtomic!.Value, test.LowmemReserve!.Value, test.Usable!.Value));
        Assert.Equal(PageAllocationVerdict.Succeeds, Test("GFP_HIGHUSER_MOVABLE", 0, zone).Verdict);
    }

    [Fact]
    public void A_block_that_is_for_others_is_no_fragmentation()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 10 * Page, FreeBlocks = [92, 0, 0, 1], MigrateTypes = ["UM", "", "", "C"] };
        PageAllocationTest test = Test("GFP_KERNEL", 3, zone);
        Assert.Equal((PageAllocationVerdict.Reserves, 0L, 0), (test.Verdict, test.BlockCount!.Value, test.LargestOrder!.Value));
        Assert.Equal("no: its blocks of order 3 are kept for others", test.Reason);
    }

    [Fact]
    public void Small_blocks_are_fragmentation_with_the_kernels_indices()
    {
        // 96 pages in single blocks and 4 in an order 2: of order 3 nothing.
        PageAllocationTest test = Test("GFP_KERNEL", 3, new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 10 * Page, FreeBlocks = [96, 0, 1, 0] });
        Assert.Equal((PageAllocationVerdict.Fragmentation, 1.0), (test.Verdict, test.UnusableIndex!.Value));
        // 1000 - (1000 + 100 * 1000 / 8) / 97, in whole numbers.
        Assert.Equal(0.861, test.FragmentationIndex);
        Assert.Equal("no: 100 % of it is in blocks below order 3, index 0.861", test.Reason);
    }

    [Fact]
    public void An_order_above_all_lists_is_not_possible()
    {
        PageAllocationTest test = Test("GFP_KERNEL", 11, new MemoryZone { Name = "Normal", Free = 1 << 30, Min = 10 * Page, FreeBlocks = new long[11] });
        Assert.Equal((PageAllocationVerdict.NotAllowed, "not possible: no block is larger than order 10"), (test.Verdict, test.Reason));
    }

    [Fact]
    public void Below_low_kswapd_is_woken() =>
        Assert.Contains("kswapd", Test("GFP_KERNEL", 0, new MemoryZone { Name = "Normal", Free = 15 * Page, Min = 10 * Page, Low = 20 * Page }).Reason, StringComparison.Ordinal);

    /// <summary>The check once more, in the simplest words, over the files of every captured machine.</summary>
    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Captured_machines_give_what_their_files_say(string snapshot)
    {
        SystemRoot root = Snapshot.Root(snapshot);
        AllocationZones system = AllocationZones.Read(root).Value!;
        Dictionary<string, Dictionary<string, long>> zones = Zones(snapshot);
        Assert.Equal(zones.Where(zone => zone.Value["managed"] > 0).Select(zone => zone.Key), system.Zones.Select(zone => $"{zone.Node} {zone.Name}"));
        foreach (int order in new[] { 0, 1, 3, 9, 10 })
        {
            var allocation = new PageAllocation(order, GfpMask.Parse(null, "GFP_KERNEL", root.KernelRelease), KernelRelease.Parse(root.KernelRelease), system.Zones, root.PageSize);
            foreach (MemoryZone zone in system.Zones)
            {
                Dictionary<string, long> numbers = zones[$"{zone.Node} {zone.Name}"];
                PageAllocationTest test = allocation.ToTest(allocation.Check(zone));
                if (zone.Name == "Movable")
                {
                    Assert.Equal(PageAllocationVerdict.NotAllowed, test.Verdict);
                    continue;
                }

                (long highAtomic, bool hasBlock) = Blocks(snapshot, zone, order);
                bool enough = numbers["free"] - highAtomic - numbers["nr_free_cma"] - ((1L << order) - 1) > numbers["min"] + numbers["protection"];
                Assert.True(enough && (order == 0 || hasBlock) == (test.Verdict == PageAllocationVerdict.Succeeds) || !enough && test.Verdict is PageAllocationVerdict.Shortage or PageAllocationVerdict.Reserves,
                    $"{zone} order {order}: {test.Verdict}, {test.Usable} of {test.Needs}, {enough} {hasBlock}");
            }
        }
    }

    private static PageAllocationTest Test(string flags, int order, MemoryZone zone)
    {
        var allocation = new PageAllocation(order, GfpMask.Parse(null, flags, "6.12"), new KernelRelease(6, 12), [zone], Page);
        return allocation.ToTest(allocation.Check(zone));
    }

    /// <summary>Numbers of each zone in pages; "protection" is that against requests for Normal, the third of four or five types.</summary>
    private static Dictionary<string, Dictionary<string, long>> Zones(string snapshot)
    {
        var zones = new Dictionary<string, Dictionary<string, long>>();
        Dictionary<string, long>? zone = null;
        foreach (string line in Snapshot.Lines(snapshot, "proc/zoneinfo"))
        {
            string[] fields = Snapshot.Fields(line.Replace(",", " ", StringComparison.Ordinal).Replace("(", " ", StringComparison.Ordinal).Replace(")", " ", StringComparison.Ordinal));
            if (fields[0] == "Node")
                zones.Add($"{fields[1]} {fields[3]}", zone = new Dictionary<string, long> { ["nr_free_cma"] = 0 });
            else if (fields[0] == "pages" && fields[1] == "free")
                zone!["free"] = Snapshot.Number(fields[2]);
            else if (fields[0] == "protection:")
                zone!["protection"] = Snapshot.Number(fields[3]);
            else if (fields[0] is "min" or "managed" or "nr_free_cma")
                zone![fields[0]] = Snapshot.Number(fields[1]);
        }

        return zones;
    }

    /// <summary>A block counts where both files have it: they were read one after the other.</summary>
    private static (long HighAtomic, bool HasBlock) Blocks(string snapshot, MemoryZone zone, int order)
    {
        long[] free = [.. Rows(snapshot, "proc/buddyinfo", zone).Single()[4..].Select(Snapshot.Number)];
        long highAtomic = 0;
        bool hasBlock = false;
        foreach (string[] fields in Rows(snapshot, "proc/pagetypeinfo", zone).Where(fields => fields[4] == "type"))
        {
            long[] counts = [.. fields[6..].Select(Snapshot.Number)];
            if (fields[5] == "HighAtomic")
                highAtomic = counts.Select((count, o) => count << o).Sum();
            else if (fields[5] is "Unmovable" or "Movable" or "Reclaimable")
                hasBlock |= counts.Where((count, o) => o >= order && count > 0 && free[o] > 0).Any();
        }

        return (highAtomic, hasBlock);
    }

    private static IEnumerable<string[]> Rows(string snapshot, string file, MemoryZone zone) => Snapshot.Lines(snapshot, file)
        .Select(line => Snapshot.Fields(line.Replace(",", " ", StringComparison.Ordinal).Replace(">", " ", StringComparison.Ordinal)))
        .Where(fields => fields is ["Node", var node, "zone", var name, ..] && node == $"{zone.Node}" && name == zone.Name);
}
