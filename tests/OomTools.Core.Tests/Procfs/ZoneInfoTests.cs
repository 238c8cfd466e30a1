using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class ZoneInfoTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_zone_of_every_capture_is_read(string snapshot)
    {
        MemoryZone[] zones = ZoneInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[][] blocks = [.. Blocks(snapshot)];
        Assert.Equal(blocks.Length, zones.Length);
        for (int i = 0; i < blocks.Length; i++)
        {
            string[] block = blocks[i];
            MemoryZone zone = zones[i];
            Assert.Equal($"Node {zone.Node}, zone {zone.Name}", string.Join(' ', Snapshot.Fields(block[0])));
            Assert.Equal(Pages(block, "pages free"), zone.Free);
            Assert.Equal(Pages(block, "boost"), zone.Boost);
            Assert.Equal(Pages(block, "min"), zone.Min);
            Assert.Equal(Pages(block, "low"), zone.Low);
            Assert.Equal(Pages(block, "high"), zone.High);
            Assert.Equal(Pages(block, "promo"), zone.Promo);
            Assert.Equal(Pages(block, "spanned"), zone.Spanned);
            Assert.Equal(Pages(block, "present"), zone.Present);
            Assert.Equal(Pages(block, "managed"), zone.Managed);
            Assert.Equal(Pages(block, "cma"), zone.Cma);
            Assert.Equal(Pages(block, "reserved_highatomic:"), zone.ReservedHighAtomic);
            Assert.Equal(Pages(block, "free_highatomic:"), zone.FreeHighAtomic);
            string protection = block.Single(line => line.Contains("protection:", StringComparison.Ordinal));
            Assert.Equal(protection.Split('(', ')')[1].Split(", ").Select(value => Snapshot.Number(value) * 4096), zone.LowmemReserve);
            long[] counts = [.. block.Where(line => line.TrimStart().StartsWith("count:", StringComparison.Ordinal)).Select(line => Snapshot.Number(Snapshot.Fields(line)[1]))];
            Assert.Equal(counts.Length == 0 ? null : counts.Sum() * 4096, zone.FreePerCpu);
        }
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Counters_are_the_zones_or_once_the_nodes(string snapshot)
    {
        MemoryZone[] zones = ZoneInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[][] blocks = [.. Blocks(snapshot)];
        for (int i = 0; i < blocks.Length; i++)
        {
            int node = Array.FindIndex(blocks[i], line => line.Trim() == "per-node stats");
            int pages = Array.FindIndex(blocks[i], line => line.TrimStart().StartsWith("pages free", StringComparison.Ordinal));
            Assert.Equal(node < 0 ? [] : blocks[i][(node + 1)..pages].Select(Pair), zones[i].NodeCounters.Select(counter => counter.ToString()));
            IEnumerable<string> own = blocks[i][pages..].Where(line => line.StartsWith("      nr_", StringComparison.Ordinal) || line.StartsWith("      numa_", StringComparison.Ordinal)).Select(Pair);
            Assert.Equal(own, zones[i].Counters.Select(counter => counter.ToString()));
        }
        Assert.All(zones.Where(zone => zone.Present > 0).GroupBy(zone => zone.Node), group => Assert.Single(group, zone => zone.NodeCounters.Length > 0));
    }

    [Fact]
    public void A_zone_of_7_3()
    {
        // 7.3.4-own/slab-epoll/during, zone DMA32: free 665, min 439, low 548, high 657, managed 53506, count 1170.
        MemoryZone zone = ZoneInfo.Read(Snapshot.Root("7.3.4-own/slab-epoll/during")).Value!.Single(zone => zone.Name == "DMA32");
        Assert.Equal(665 * 4096, zone.Free);
        Assert.Equal(439 * 4096, zone.Min);
        Assert.Equal(53506 * 4096, zone.Managed);
        Assert.Equal(1170 * 4096, zone.FreePerCpu);
        Assert.Equal(11079 * 4096, zone.Anonymous);
        Assert.Equal(246 * 4096, zone.File);
        Assert.False(zone.AllUnreclaimable);
        Assert.Equal(4096, zone.StartPageFrame);
    }

    [Fact]
    public void A_zone_knows_its_free_blocks_and_whose_they_are()
    {
        // 6.1.0-50-amd64/global-anon/before, DMA32: Unmovable 6 3 0 5 …, Movable 1 0 0 1 …, Reclaimable 0 1 1 0 …
        SystemRoot root = Snapshot.Root("6.1.0-50-amd64/global-anon/before");
        BuddyZone[] buddies = BuddyInfo.Read(root, PageTypeInfo.Read(root).Value).Value!;
        MemoryZone zone = ZoneInfo.Read(root, buddies).Value!.Single(zone => zone.Name == "DMA32");
        Assert.Equal([6, 4, 1, 6], zone.FreeBlocks[..4]);
        Assert.Equal(["UM", "UE", "E", "UM"], zone.MigrateTypes[..4]);
        Assert.Empty(ZoneInfo.Read(root).Value![1].FreeBlocks);
    }

    [Fact]
    public void A_zone_of_3_10_has_its_counters_and_flags()
    {
        MemoryZone zone = Assert.Single(ZoneInfo.Parse("""
            Node 0, zone      DMA
              pages free     3977
                    min      33
                    low      41
                    high     49
                    scanned  0
                    spanned  4095
                    present  3998
                    managed  3977
                nr_free_pages 3977
                nr_inactive_anon 5
                nr_active_anon 7
                nr_slab_reclaimable 2
                nr_slab_unreclaimable 3
                    protection: (0, 2814, 23927)
              pagesets
                cpu: 0
                          count: 6
                          high:  0
                          batch: 1
              vm stats threshold: 6
              all_unreclaimable: 1
              start_pfn:         1
              inactive_ratio:    1
            """u8, 4096)!);
        Assert.Equal(12 * 4096, zone.Anonymous);
        Assert.Equal(5 * 4096, zone.Slab);
        Assert.Equal(6 * 4096, zone.FreePerCpu);
        Assert.True(zone.AllUnreclaimable);
        Assert.Equal([0, 2814 * 4096, 23927 * 4096], zone.LowmemReserve);
        Assert.Equal(5, zone.Counters.Length);
    }

    private static string Pair(string line) => string.Join(' ', Snapshot.Fields(line));

    private static long? Pages(string[] block, string name)
    {
        string? line = Array.Find(block, text => text.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? null : Snapshot.Number(Snapshot.Fields(line)[^1]) * 4096;
    }

    private static IEnumerable<string[]> Blocks(string snapshot)
    {
        var block = new List<string>();
        foreach (string line in Snapshot.Lines(snapshot, "proc/zoneinfo"))
        {
            if (line.StartsWith("Node", StringComparison.Ordinal) && block.Count > 0)
            {
                yield return [.. block];
                block.Clear();
            }
            block.Add(line);
        }
        yield return [.. block];
    }
}
