using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class PageTypeInfoTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_row_of_every_capture_is_read(string snapshot)
    {
        MigrateTypeBlocks[] rows = PageTypeInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[] lines = Snapshot.Lines(snapshot, "proc/pagetypeinfo");
        string[][] free = [.. lines.Where(line => line.Contains(", type ", StringComparison.Ordinal)).Select(Snapshot.Fields)];
        Assert.Equal(free.Length, rows.Length);
        for (int i = 0; i < free.Length; i++)
        {
            Assert.Equal($"{free[i][1]} {free[i][3]} {free[i][5]}", $"{rows[i].Node}, {rows[i].Zone}, {rows[i].MigrateType}");
            Assert.Equal(free[i][6..].Select(Snapshot.Number), rows[i].FreeBlocks);
            Assert.False(rows[i].IsCapped);
        }
        AssertPageBlocks(rows, lines, "Number of blocks type", row => row.PageBlocks);
        AssertPageBlocks(rows, lines, "Number of mixed blocks", row => row.MixedPageBlocks);
    }

    [Fact]
    public void A_count_the_kernel_capped_is_marked()
    {
        MigrateTypeBlocks row = Assert.Single(PageTypeInfo.Parse("Node    1, zone   Normal, type      Movable >100000    5 \n"u8, 4096)!);
        Assert.True(row.IsCapped);
        Assert.Equal([100000, 5], row.FreeBlocks);
        Assert.Equal((100000 + 10) * 4096, row.FreeBytes);
        Assert.Equal(1, row.LargestFreeOrder);
        Assert.Null(row.PageBlocks);
    }

    [Fact]
    public void A_zone_knows_its_migrate_types()
    {
        SystemRoot root = Snapshot.Root("7.3.4-own/slab-epoll/before");
        BuddyZone[] zones = BuddyInfo.Read(root, PageTypeInfo.Read(root).Value).Value!;
        Assert.Equal(["Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate"], zones[1].MigrateTypes.Select(type => type.MigrateType));
        Assert.All(zones[1].MigrateTypes, type => Assert.Equal("DMA32", type.Zone));
        // "Node 0, zone DMA32  10  108  2  0  0  0"
        Assert.Equal([10, 108, 2, 0, 0, 0], zones[1].MigrateTypes.Select(type => type.PageBlocks!.Value));
    }

    private static void AssertPageBlocks(MigrateTypeBlocks[] rows, string[] lines, string header, Func<MigrateTypeBlocks, long?> value)
    {
        int start = Array.FindIndex(lines, line => line.StartsWith(header, StringComparison.Ordinal));
        if (start < 0)
        {
            Assert.All(rows, row => Assert.Null(value(row)));
            return;
        }
        string[] types = Snapshot.Fields(lines[start][header.Length..]);
        for (int i = start + 1; i < lines.Length && lines[i].StartsWith("Node", StringComparison.Ordinal); i++)
        {
            string[] fields = Snapshot.Fields(lines[i]);
            for (int type = 0; type < types.Length; type++)
            {
                MigrateTypeBlocks row = rows.Single(row => $"{row.Node}," == fields[1] && row.Zone == fields[3].TrimEnd(',') && row.MigrateType == types[type]);
                Assert.Equal(Snapshot.Number(fields[4 + type]), value(row));
            }
        }
    }
}
