using System.Globalization;

namespace OomTools.Tests;

/// <summary>Get-BuddyInfo and Get-ZoneInfo.</summary>
public sealed class ZoneCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Free_blocks_of_a_zone()
    {
        BuddyZone zone = Run<BuddyZone>("Get-BuddyInfo -Root $args[0]", CapturedTree.Slab)[1];
        Assert.Equal((0, "DMA32"), (zone.Node, zone.Zone));
        Assert.Equal([0, 1, 2, 2, 3, 1, 4, 0, 1, 1, 0], zone.FreeBlocks);
        Assert.Equal(9, zone.LargestFreeOrder);
        Assert.Equal((2 + 8 + 16 + 48 + 32 + 256 + 256 + 512) * 4096, zone.FreeBytes);
    }

    [Fact]
    public void Zones_are_chosen_by_name_and_node()
    {
        Assert.Equal(["DMA", "DMA32"], Run<MemoryZone>("Get-ZoneInfo dma* -Node 0 -Root $args[0]", CapturedTree.Slab).Select(zone => zone.Name));
        Assert.Equal(["DMA32"], Run<BuddyZone>("Get-BuddyInfo -Name DMA32 -Root $args[0]", CapturedTree.Slab).Select(zone => zone.Zone));
        Assert.Empty(Run<BuddyZone>("Get-BuddyInfo -Node 7 -Root $args[0]", CapturedTree.Slab));
        Assert.Equal(6, Run<MigrateTypeBlocks>("Get-BuddyInfo DMA32 -MigrateType -Root $args[0]", CapturedTree.Slab).Length);
    }

    [Fact]
    public void Free_bytes_by_order_add_up()
    {
        BuddyZone zone = Run<BuddyZone>("Get-BuddyInfo DMA32 -Root $args[0]", CapturedTree.Slab)[0];
        // 0 1 2 2 3 1 4 0 1 1 0 blocks of 4, 8, 16 … KiB.
        Assert.Equal([0, 8, 32, 64, 192, 128, 1024, 0, 1024, 2048, 0], zone.FreeBytesByOrder.Select(bytes => bytes / 1024));
        Assert.Equal(zone.FreeBytes, zone.FreeBytesByOrder.Sum());
    }

    [Fact]
    public void A_zone_has_its_watermarks_free_blocks_and_counters()
    {
        MemoryZone[] zones = Run<MemoryZone>("Get-ZoneInfo -Root $args[0]", CapturedTree.Slab);
        Assert.Equal(["DMA", "DMA32", "Normal", "Movable", "Device"], zones.Select(zone => zone.Name));
        Assert.Equal(920 * 4096, zones[1].Min);
        Assert.Equal(1022 * 4096, zones[1].Low);
        Assert.Equal(48463L * 4096, zones[1].Managed);
        Assert.Equal([0, 1, 2, 2, 3, 1, 4, 0, 1, 1, 0], zones[1].FreeBlocks);
        Assert.Equal(19095, Array.Find(zones[0].NodeCounters, counter => counter.Name == "nr_slab_unreclaimable")?.Value);
        Assert.Equal(11717, Array.Find(zones[0].NodeCounters, counter => counter.Name == "nr_active_anon")?.Value);
    }

    [Fact]
    public void Every_capture_s_free_blocks_are_those_of_its_lines()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            string[] expected = [.. CapturedTree.Fields(tree, "buddyinfo").Select(fields => $"{fields[1]} {fields[3]} {string.Join(' ', fields[4..])}")];
            BuddyZone[] zones = Run<BuddyZone>("Get-BuddyInfo -Root $args[0]", tree);
            Assert.Equal(expected, zones.Select(zone => $"{zone.Node} {zone.Zone} {string.Join(' ', zone.FreeBlocks)}"));
        }
    }

    [Fact]
    public void Every_capture_s_blocks_by_migrate_type_are_those_of_its_lines()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            string[] expected = [.. CapturedTree.Fields(tree, "pagetypeinfo").Where(fields => fields is ["Node", _, "zone", _, "type", ..])
                .Select(fields => $"{fields[1]} {fields[3]} {fields[5]} {string.Join(' ', fields[6..])}")];
            Assert.NotEmpty(expected);
            MigrateTypeBlocks[] types = Run<MigrateTypeBlocks>("Get-BuddyInfo -MigrateType -Root $args[0]", tree);
            Assert.Equal(expected, types.Select(type => $"{type.Node} {type.Zone} {type.MigrateType} {string.Join(' ', type.FreeBlocks)}"));
        }
    }

    [Fact]
    public void Every_capture_s_watermarks_are_those_of_its_lines()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            long?[] lows = [.. CapturedTree.Fields(tree, "zoneinfo").Where(fields => fields is ["low", _]).Select(fields => (long?)(long.Parse(fields[1], CultureInfo.InvariantCulture) * 4096))];
            long?[] managed = [.. CapturedTree.Fields(tree, "zoneinfo").Where(fields => fields is ["managed", _]).Select(fields => (long?)(long.Parse(fields[1], CultureInfo.InvariantCulture) * 4096))];
            MemoryZone[] zones = Run<MemoryZone>("Get-ZoneInfo -Root $args[0]", tree);
            Assert.NotEmpty(lows);
            Assert.Equal(lows, zones.Select(zone => zone.Low));
            Assert.Equal(managed, zones.Select(zone => zone.Managed));
        }
    }

    private T[] Run<T>(string script, string root)
    {
        T[] output = [.. _session.Run(script, root).Select(value => (T)value.BaseObject)];
        Assert.Empty(_session.Errors);
        return output;
    }
}
