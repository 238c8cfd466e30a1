namespace OomTools.Analysis;

/// <summary>
/// Whether a zone would give a request its pages: the kernel's watermark check against the min watermark, which is what
/// the slow path uses last. Source: <c>__zone_watermark_ok</c> in mm/page_alloc.c. The printed watermarks contain the
/// boost (5.0 and later) already. Works on any <see cref="MemoryZone"/>, from a report or from /proc.
/// </summary>
internal static class Watermark
{
    /// <summary>Checks one zone.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="request">The request.</param>
    /// <param name="hasHighMem">Whether the machine has a HighMem zone: decides what lowmem_reserve's entries mean.</param>
    /// <param name="pageSize">Bytes a page.</param>
    public static WatermarkResult Check(MemoryZone zone, in PageRequest request, bool hasHighMem, long pageSize)
    {
        var result = new WatermarkResult { Zone = zone };
        if (ZoneTypes.Parse(zone.Name) > request.HighestZone)
            return result with { Verdict = WatermarkVerdict.NotAllowed };
        if (zone.Free is not long free || WatermarkOf(zone, request.Level) is not long watermark)
            return result;

        long[] reserves = zone.LowmemReserve;
        long reserve = reserves.Length == 0 || request.IgnoresWatermarks ? 0 : reserves[ZoneTypes.ReserveIndex(request.HighestZone, reserves.Length, hasHighMem)];
        long rest = unchecked(((1L << Math.Clamp(request.Order, 0, 62)) - 1) * pageSize);
        long boost = IgnoresBoost(zone, request) ? 0 : zone.Boost ?? 0;
        result = result with
        {
            Boost = boost,
            HighAtomic = HighAtomic(zone, request),
            Cma = request.IsMovable ? 0 : zone.FreeCma ?? 0,
            Mark = MarkFor(unchecked(watermark - (zone.Boost ?? 0) + boost), request, pageSize),
            LowmemReserve = reserve,
        };
        result = result with { Usable = unchecked(free - result.HighAtomic - result.Cma) };
        bool single = result.Usable > result.Needs;
        bool all = unchecked(result.Usable - rest) > result.Needs;
        result = result with { Usable = unchecked(result.Usable - rest) };
        if (!single)
            return result with { Verdict = WatermarkVerdict.Short };
        if (request.Order == 0)
            return result with { Verdict = WatermarkVerdict.Passes };
        if (zone.FreeBlocks.Length == 0)
            return result with { Verdict = all ? WatermarkVerdict.Unknown : WatermarkVerdict.Short };

        return result with { Verdict = VerdictForOrder(zone, request, all, result, pageSize) };
    }

    /// <summary>A watermark with its boost; null when it is not in the source.</summary>
    public static long? WatermarkOf(MemoryZone zone, WatermarkLevel level) => level switch
    {
        WatermarkLevel.Low => zone.Low,
        WatermarkLevel.High => zone.High,
        _ => zone.Min,
    };

    /// <summary>
    /// The mark a request is measured against: __GFP_HIGH may take half of it, one that cannot wait a quarter of the rest.
    /// </summary>
    private static long MarkFor(long mark, in PageRequest request, long pageSize)
    {
        // The kernel halves pages, not bytes.
        long pages = request.IgnoresWatermarks ? 0 : mark / pageSize;
        if (request.IsHigh)
            pages -= pages / 2;
        if (request.IsHarder)
            pages -= pages / 4;
        return unchecked(pages * pageSize);
    }

    /// <summary>An urgent request for one page may go below the boost. Source: <c>zone_watermark_fast</c>; the boost is in no file before 5.17.</summary>
    private static bool IgnoresBoost(MemoryZone zone, in PageRequest request) =>
        zone.Boost > 0 && request is { Order: 0, IsHigh: true, Level: WatermarkLevel.Min } && (request.IsAtomic || !request.Release.IsBefore(6, 3));

    /// <summary>The high-atomic reserve that the request must leave. Since 6.3 (ALLOC_RESERVES) any right to a reserve opens it.</summary>
    private static long HighAtomic(MemoryZone zone, in PageRequest request)
    {
        bool isOpen = request.Release.IsBefore(6, 3) ? request.IsHarder : request.IsHigh || (request.IsAtomic && !request.IsNoMemAlloc);
        // Up to 6.11 the whole reserve was subtracted, free or not; the free part is printed since 6.17 only.
        return isOpen || request.IgnoresWatermarks ? 0 : zone.FreeHighAtomic ?? zone.ReservedHighAtomic ?? 0;
    }

    private static WatermarkVerdict VerdictForOrder(
        MemoryZone zone, in PageRequest request, bool enough, in WatermarkResult result, long pageSize)
    {
        // Joined to one piece it would still not be enough.
        if (!enough)
            return WatermarkVerdict.Short;
        if (LargestUsableOrder(zone, request) < request.Order)
            return WatermarkVerdict.Fragmented;

        // Up to 4.3 the blocks below the order had to leave a halved mark at every step: a block could exist and not count.
        return request.Release.IsBefore(4, 4) && !PassesStepwise(zone.FreeBlocks, request.Order, result, pageSize)
            ? WatermarkVerdict.Fragmented
            : WatermarkVerdict.Passes;
    }

    private static bool PassesStepwise(long[] freeBlocks, int order, in WatermarkResult result, long pageSize)
    {
        double free = result.Usable;
        double mark = result.Mark;
        for (int o = 0; o < order && o < freeBlocks.Length; o++)
        {
            free -= freeBlocks[o] * (double)pageSize * (1L << Math.Min(o, 62));
            mark /= 2;
            if (free <= mark)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Free blocks of the request's order and above that it may use; null when the blocks are not in the source. The letters say which types
    /// there are of an order, not how many of each: all count where one is usable.
    /// </summary>
    public static long? UsableBlocks(MemoryZone zone, in PageRequest request)
    {
        if (zone.FreeBlocks.Length == 0)
            return null;
        long count = 0;
        for (int o = request.Order; o < zone.FreeBlocks.Length; o++)
        {
            if (o >= zone.MigrateTypes.Length || IsUsable(zone.MigrateTypes[o], request))
                count = unchecked(count + zone.FreeBlocks[o]);
        }

        return count;
    }

    /// <summary>The largest order of which the request could take a block; -1 for none.</summary>
    public static int LargestUsableOrder(MemoryZone zone, in PageRequest request)
    {
        for (int o = zone.FreeBlocks.Length - 1; o >= 0; o--)
        {
            if (zone.FreeBlocks[o] > 0 && (o >= zone.MigrateTypes.Length || IsUsable(zone.MigrateTypes[o], request)))
                return o;
        }

        return -1;
    }

    /// <summary>Letters of the migrate types with a block: H is for high-atomic requests, C for movable ones, I for nobody. No letters (before 3.10): usable.</summary>
    private static bool IsUsable(string? letters, in PageRequest request)
    {
        if (string.IsNullOrEmpty(letters))
            return true;

        foreach (char letter in letters)
        {
            switch (letter)
            {
                case 'I':
                    continue;
                case 'H' when !request.IsHarder:
                    continue;
                case 'C' when !request.IsMovable:
                    continue;
                default:
                    return true;
            }
        }

        return false;
    }
}
