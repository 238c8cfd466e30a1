namespace OomTools;

/// <summary>
/// The page allocator's watermark check of one zone for one request, with every term. Sizes are bytes; null is what the source does not tell.
/// Source: <c>__zone_watermark_ok</c> in mm/page_alloc.c over zoneinfo, buddyinfo and pagetypeinfo, or over the zones of a report.
/// </summary>
public sealed class PageAllocationTest
{
    /// <summary>NUMA node; null where no zone was checked.</summary>
    public int? Node { get; internal init; }

    /// <summary>DMA, DMA32, Normal, HighMem, Movable or Device; null where no zone was checked.</summary>
    public string? Zone { get; internal init; }

    /// <summary>The request is for 2^Order pages; null where a report does not say.</summary>
    public int? Order { get; internal init; }

    /// <summary>The request's flags.</summary>
    public string? GfpFlags { get; internal init; }

    /// <summary>The outcome.</summary>
    public PageAllocationVerdict Verdict { get; internal init; }

    /// <summary>The outcome in words.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>Free bytes, without the lists of the CPUs.</summary>
    public long? Free { get; internal init; }

    /// <summary>Free bytes that count: without <see cref="HighAtomic"/> and <see cref="Cma"/>, and without the request but its first page.</summary>
    public long? Usable { get; internal init; }

    /// <summary>What <see cref="Usable"/> must exceed: <see cref="Mark"/> and <see cref="LowmemReserve"/>.</summary>
    public long? Needs { get; internal init; }

    /// <summary>The watermark the zone is checked against, with its boost: min, or high for the last attempt before an OOM kill.</summary>
    public long? Watermark { get; internal init; }

    /// <summary>"min" or "high".</summary>
    public string? WatermarkName { get; internal init; }

    /// <summary>Temporary raise within <see cref="Watermark"/>. Since 5.17.</summary>
    public long? Boost { get; internal init; }

    /// <summary><see cref="Watermark"/> less what the request may take of it: half for __GFP_HIGH, and a quarter of the rest when it may not wait.</summary>
    public long? Mark { get; internal init; }

    /// <summary>What a request that could use a higher zone must leave here.</summary>
    public long? LowmemReserve { get; internal init; }

    /// <summary>Free bytes that do not count because they are kept for high-order atomic requests.</summary>
    public long? HighAtomic { get; internal init; }

    /// <summary>Free bytes that do not count because only movable pages may be in CMA.</summary>
    public long? Cma { get; internal init; }

    /// <summary>Free bytes on the lists of the CPUs, no part of <see cref="Free"/>: the check does not see them.</summary>
    public long? FreePerCpu { get; internal init; }

    /// <summary>Free blocks of the order or larger that the request may use. Null without the zone's free blocks.</summary>
    public long? BlockCount { get; internal init; }

    /// <summary>The largest order of which the request could have a block; null for none.</summary>
    public int? LargestOrder { get; internal init; }

    /// <summary>The kernel's fragmentation index of the order (extfrag_index): -1 where a block is there, towards 1 fragmentation.</summary>
    public double? FragmentationIndex { get; internal init; }

    /// <summary>Share of the free memory that lies in blocks below the order (unusable_index).</summary>
    public double? UnusableIndex { get; internal init; }

    /// <summary>For a report: whether the check agrees that the request failed, in this zone and all others; null for the running kernel.</summary>
    public bool? Agrees { get; internal init; }

    /// <summary>What the check would need and the source does not tell; empty for nothing.</summary>
    public string Missing { get; internal init; } = "";

    /// <summary>The cgroup whose limit was in the way; null for zones.</summary>
    public string? CgroupPath { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Zone is null ? Reason : $"Node {Node} {Zone}: {Reason}";
}
