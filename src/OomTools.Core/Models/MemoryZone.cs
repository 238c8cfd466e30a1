namespace OomTools;

/// <summary>A zone of a node: its watermarks and free memory. Sizes are bytes, whatever the source's unit.</summary>
public sealed class MemoryZone
{
    /// <summary>NUMA node.</summary>
    public int Node { get; internal init; }

    /// <summary>DMA, DMA32, Normal, HighMem, Movable or Device.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Free bytes, without per-CPU lists.</summary>
    public long? Free { get; internal init; }

    /// <summary>Min watermark in bytes, since 5.0 with the current boost.</summary>
    public long? Min { get; internal init; }

    /// <summary>Low watermark in bytes, since 5.0 with the current boost.</summary>
    public long? Low { get; internal init; }

    /// <summary>High watermark in bytes, since 5.0 with the current boost.</summary>
    public long? High { get; internal init; }

    /// <summary>Temporary raise of the watermarks in bytes. Since 5.17.</summary>
    public long? Boost { get; internal init; }

    /// <summary>Bytes the page allocator manages. Since 3.10.</summary>
    public long? Managed { get; internal init; }

    /// <summary>Bytes present.</summary>
    public long? Present { get; internal init; }

    /// <summary>Bytes reserved for high-order atomic requests. Since 5.6.</summary>
    public long? ReservedHighAtomic { get; internal init; }

    /// <summary>Free bytes within <see cref="ReservedHighAtomic"/>. Since 6.17.</summary>
    public long? FreeHighAtomic { get; internal init; }

    /// <summary>Free bytes of the contiguous memory allocator, part of <see cref="Free"/>. Since 3.10.</summary>
    public long? FreeCma { get; internal init; }

    /// <summary>Free bytes on the lists of all CPUs, not part of <see cref="Free"/>. Since 4.1.</summary>
    public long? FreePerCpu { get; internal init; }

    /// <summary>Bytes on the anonymous LRU lists.</summary>
    public long? Anonymous { get; internal init; }

    /// <summary>Bytes on the file LRU lists.</summary>
    public long? File { get; internal init; }

    /// <summary>Unevictable bytes.</summary>
    public long? Unevictable { get; internal init; }

    /// <summary>Slab bytes, both kinds; printed per zone up to 4.12 only.</summary>
    public long? Slab { get; internal init; }

    /// <summary>Whether reclaim gave up on the zone (up to 4.7) or its node (from 4.8).</summary>
    public bool? AllUnreclaimable { get; internal init; }

    /// <summary>What a request that could also use a higher zone must leave here, in bytes; one entry per zone type, lowest first.</summary>
    public long[] LowmemReserve { get; internal init; } = [];

    /// <summary>Free blocks per order; order 0 first. Empty when the buddy line is missing.</summary>
    public long[] FreeBlocks { get; internal init; } = [];

    /// <summary>Per order, letters of the migrate types that have a free block (U, M, E, R, H, C, I); empty when none or not printed.</summary>
    public string[] MigrateTypes { get; internal init; } = [];

    /// <summary>Promo watermark in bytes, for NUMA tiering. Since 6.12 in zoneinfo; null in an OOM report.</summary>
    public long? Promo { get; internal init; }

    /// <summary>Bytes between the zone's first and last page, holes included; null in an OOM report.</summary>
    public long? Spanned { get; internal init; }

    /// <summary>Bytes of the contiguous memory allocator. Since 5.12 in zoneinfo; null in an OOM report.</summary>
    public long? Cma { get; internal init; }

    /// <summary>Number of the zone's first page frame; null in an OOM report.</summary>
    public long? StartPageFrame { get; internal init; }

    /// <summary>Size of a base page in bytes, to read <see cref="Counters"/> by; null in an OOM report.</summary>
    public int? PageSize { get; internal init; }

    /// <summary>Counters of the zone, as vmstat names them, in pages or events; empty in an OOM report.</summary>
    public VmCounter[] Counters { get; internal init; } = [];

    /// <summary>
    /// Counters of the whole node, in pages, kilobytes or events; zoneinfo has them once, at the node's first zone. Since 4.8.
    /// </summary>
    public VmCounter[] NodeCounters { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"Node {Node} {Name}";
}
