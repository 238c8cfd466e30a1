namespace OomTools.Analysis;

/// <summary>The watermark check of all zones of a report, and what it adds up to.</summary>
internal readonly record struct ZoneChecks
{
    /// <summary>One result a zone, in the report's order.</summary>
    public WatermarkResult[] Results { get; private init; }

    /// <summary>At least one usable zone was checked.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>Some usable zone passed: the shortage was over when the report was printed, or lies elsewhere.</summary>
    public bool AnyPasses { get; private init; }

    /// <summary>Some usable zone would give a page but has no block of the order.</summary>
    public bool AnyFragmented { get; private init; }

    /// <summary>The largest order with a free block in zones that fail for the order alone; -1 where there is none.</summary>
    public int LargestFragmentedOrder { get; private init; }

    /// <summary>Free bytes in zones above those the request may use.</summary>
    public long FreeAbove { get; private init; }

    /// <summary>Min watermarks of the zones above.</summary>
    public long MinAbove { get; private init; }

    /// <summary>The name of the largest of the zones above.</summary>
    public string? ZoneAbove { get; private init; }

    /// <summary>Memory was short of nothing but blocks of the order.</summary>
    public bool IsFragmented => AnyFragmented && !AnyPasses;

    /// <summary>The usable zones fail while those above, which the request was not allowed, have memory to give.</summary>
    public bool IsLowZone => IsKnown && !AnyPasses && !AnyFragmented && FreeAbove > MinAbove;

    /// <summary>Checks the zones.</summary>
    public static ZoneChecks Of(OomReport report, in PageRequest request)
    {
        MemoryZone[] zones = report.Zones;
        if (zones.Length == 0)
            return new ZoneChecks { Results = [], LargestFragmentedOrder = -1 };

        bool hasHighMem = false;
        foreach (MemoryZone zone in zones)
            hasHighMem |= zone.Name == "HighMem";

        long pageSize = Badness.PageSize(report);
        var checks = new ZoneChecks { Results = new WatermarkResult[zones.Length], LargestFragmentedOrder = -1 };
        long freeAtTop = -1;
        for (int i = 0; i < zones.Length; i++)
        {
            WatermarkResult result = Watermark.Check(zones[i], request, hasHighMem, pageSize);
            checks.Results[i] = result;
            if (result.Verdict == WatermarkVerdict.NotAllowed)
            {
                long free = zones[i].Free ?? 0;
                checks = checks with
                {
                    FreeAbove = checks.FreeAbove + free,
                    MinAbove = checks.MinAbove + (zones[i].Min ?? 0),
                    ZoneAbove = free > freeAtTop ? zones[i].Name : checks.ZoneAbove,
                };
                freeAtTop = Math.Max(freeAtTop, free);
                continue;
            }

            if (result.Verdict == WatermarkVerdict.Fragmented)
                checks = checks with { LargestFragmentedOrder = Math.Max(checks.LargestFragmentedOrder, Fragmentation.LargestOrder(zones[i].FreeBlocks)) };

            checks = checks with
            {
                IsKnown = checks.IsKnown || result.Verdict != WatermarkVerdict.Unknown,
                AnyPasses = checks.AnyPasses || result.Verdict == WatermarkVerdict.Passes,
                AnyFragmented = checks.AnyFragmented || result.Verdict == WatermarkVerdict.Fragmented,
            };
        }

        return checks;
    }
}
