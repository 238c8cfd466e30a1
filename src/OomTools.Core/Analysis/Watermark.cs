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
        if (zone.Free is not long free || zone.Min is not long min)
            return result;

        long[] reserves = zone.LowmemReserve;
        long reserve = reserves.Length == 0 ? 0 : reserves[ZoneTypes.ReserveIndex(request.HighestZone, reserves.Length, hasHighMem)];
        long rest = unchecked(((1L << Math.Clamp(request.Order, 0, 62)) - 1) * pageSize);
        result = result with
        {
            Usable = Usable(zone, free, request),
            Mark = MarkFor(min, request),
            LowmemReserve = reserve,
        };
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

    /// <summary>The mark a request is measured against: __GFP_HIGH may take half of it, one that cannot wait a quarter of the rest.</summary>
    private static long MarkFor(long min, in PageRequest request)
    {
        if (request.IsHigh)
            min -= min / 2;
        if (request.IsAtomic && (request.IsHigh || request.Release.IsBefore(6, 3)))
            min -= min / 4;
        return min;
    }

    private static long Usable(MemoryZone zone, long free, in PageRequest request)
    {
        // Up to 6.11 the whole reserve was subtracted, free or not; the free part is printed since 6.17 only.
        bool mayUseReserves = request.IsHigh;
        if (!mayUseReserves)
            free = unchecked(free - (zone.FreeHighAtomic ?? zone.ReservedHighAtomic ?? 0));
        return request.IsMovable ? free : unchecked(free - (zone.FreeCma ?? 0));
    }

    private static WatermarkVerdict VerdictForOrder(
        MemoryZone zone, in PageRequest request, bool enough, in WatermarkResult result, long pageSize)
    {
        // Joined to one piece it would still not be enough.
        if (!enough)
            return WatermarkVerdict.Short;
        if (!HasUsableBlock(zone, request))
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

    private static bool HasUsableBlock(MemoryZone zone, in PageRequest request)
    {
        for (int o = request.Order; o < zone.FreeBlocks.Length; o++)
        {
            if (zone.FreeBlocks[o] > 0 && (o >= zone.MigrateTypes.Length || IsUsable(zone.MigrateTypes[o], request)))
                return true;
        }

        return false;
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
                case 'H' when !(request.IsHigh && request.IsAtomic):
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
