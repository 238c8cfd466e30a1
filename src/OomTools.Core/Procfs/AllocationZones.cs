using OomTools.Analysis;

namespace OomTools.Procfs;

/// <summary>The zones of a machine as the page allocator's check needs them: with free blocks and, for root, their migrate types.</summary>
internal sealed class AllocationZones
{
    private AllocationZones(MemoryZone[] zones, string missing)
    {
        Zones = zones;
        Missing = missing;
    }

    /// <summary>Zones that have memory.</summary>
    public MemoryZone[] Zones { get; }

    /// <summary>What the check would need and could not be read; empty for nothing.</summary>
    public string Missing { get; }

    /// <summary>Reads them.</summary>
    public static SystemReading<AllocationZones> Read(SystemRoot root)
    {
        MigrateTypeBlocks[]? types = PageTypeInfo.Read(root).Value;
        BuddyZone[]? buddies = BuddyInfo.Read(root, types).Value;
        SystemReading<MemoryZone[]> reading = ZoneInfo.Read(root, buddies);
        if (reading.Value is not { } zones)
            return SystemReading<AllocationZones>.Failure(reading.Path, reading.Status, reading.Error);
        string missing = buddies is null ? "free blocks (buddyinfo)"
            : types is null ? "migrate types of the free blocks (pagetypeinfo, root only): those kept for others count as free"
            : IsReserveUnknown(zones, types, KernelRelease.Parse(root.KernelRelease)) ? "size of the high-atomic reserve: only its free part is known"
            : "";
        return SystemReading<AllocationZones>.Ok(reading.Path, new AllocationZones(Array.FindAll(zones, zone => (zone.Managed ?? zone.Present) is not 0), missing));
    }

    /// <summary>Up to 6.11 the whole reserve counts, which no file told then.</summary>
    private static bool IsReserveUnknown(MemoryZone[] zones, MigrateTypeBlocks[] types, KernelRelease release) =>
        release.IsBefore(6, 12) && Array.TrueForAll(zones, zone => zone.ReservedHighAtomic is null)
        && Array.Exists(types, type => type is { MigrateType: "HighAtomic", PageBlocks: > 0 });
}
