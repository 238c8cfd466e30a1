using OomTools.Oom;

namespace OomTools.Analysis;

/// <summary>A request for pages as the page allocator sees it: how much, from which zones, and what it may do to get it.</summary>
internal readonly record struct PageRequest
{
    /// <summary>Above this order the kernel fails the request rather than kill (PAGE_ALLOC_COSTLY_ORDER, in every release).</summary>
    public const int CostlyOrder = 3;

    /// <summary>2^Order pages.</summary>
    public int Order { get; init; }

    /// <summary>The highest zone it may use; every zone below is a fallback.</summary>
    public ZoneType HighestZone { get; init; }

    /// <summary>It may go below the min watermark (__GFP_HIGH).</summary>
    public bool IsHigh { get; init; }

    /// <summary>It may not sleep: neither direct reclaim nor shrinkers nor compaction ran for it.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>It may not use what is kept for those that cannot wait (__GFP_NOMEMALLOC).</summary>
    public bool IsNoMemAlloc { get; init; }

    /// <summary>No watermark holds for it (__GFP_MEMALLOC).</summary>
    public bool IgnoresWatermarks { get; init; }

    /// <summary>
    /// It may go below what __GFP_HIGH allows (ALLOC_HARDER; since 6.3 with ALLOC_NON_BLOCK): it cannot wait. From 4.4 on that is for GFP_ATOMIC
    /// and not for GFP_NOWAIT; from 2.6.38 on not for __GFP_NOMEMALLOC.
    /// </summary>
    public bool IsHarder => IsAtomic && (IsHigh || Release.IsBefore(4, 4)) && !(IsNoMemAlloc && !Release.IsBefore(3, 0));

    /// <summary>It may use CMA and the Movable zone.</summary>
    public bool IsMovable { get; init; }

    /// <summary>The watermark it is checked against.</summary>
    public WatermarkLevel Level { get; init; }

    /// <summary>Whose rules apply.</summary>
    public KernelRelease Release { get; init; }

    /// <summary>The request of a report. Unknown flags count as those of an ordinary GFP_KERNEL request.</summary>
    public static PageRequest Of(OomReport report, GfpMask mask) => Of(report.Order ?? 0, mask, KernelRelease.Parse(report.KernelVersion));

    /// <summary>A request of an order with some flags.</summary>
    public static PageRequest Of(int order, GfpMask mask, KernelRelease release) => new()
    {
        Order = Math.Clamp(order, 0, 62),
        HighestZone = HighestZoneOf(mask),
        IsHigh = mask.IsHigh == true,
        IsAtomic = mask.MayDirectReclaim == false,
        IsMovable = mask.IsMovable == true,
        IsNoMemAlloc = mask.IsNoMemAlloc == true,
        IgnoresWatermarks = mask.IsMemAlloc == true && mask.IsNoMemAlloc != true,
        Release = release,
    };

    /// <summary>
    /// The last attempt before the OOM killer is called: it should find only what others freed meanwhile, so that it asks for the high
    /// watermark and takes no reserves. Source: <c>__alloc_pages_may_oom</c>.
    /// </summary>
    public PageRequest LastAttempt => this with { Level = WatermarkLevel.High, IsHigh = false, IsAtomic = false, IsMovable = false, IgnoresWatermarks = false };

    private static ZoneType HighestZoneOf(GfpMask mask)
    {
        if (mask.IsDma == true)
            return ZoneType.Dma;
        if (mask.IsDma32 == true)
            return ZoneType.Dma32;
        if (mask.IsHighMem == true)
            return mask.IsMovable == true ? ZoneType.Movable : ZoneType.HighMem;

        return ZoneType.Normal;
    }
}
