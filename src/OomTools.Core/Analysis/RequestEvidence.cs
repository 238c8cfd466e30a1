namespace OomTools.Analysis;

/// <summary>Findings about the request and the zones it could use; only what matters for this kind of request.</summary>
internal static class RequestEvidence
{
    public static void Add(Situation situation, EvidenceList list)
    {
        if (situation.Report.Kind == OomKind.Manual)
            return;

        AddFlags(situation, list);
        if (situation.IsCgroup)
            return;
        if (NeedsZones(situation))
            AddZones(situation, list);
        else if (situation.Zones is { IsKnown: true, AnyPasses: false })
            list.Add("No usable zone has a page to give above its min watermark: memory is short, not fragmented.");
        if (!situation.IsFailure)
            AddGaveUp(situation, list);
    }

    /// <summary>An order-0 request that may reclaim learns nothing from zones and fragmentation.</summary>
    private static bool NeedsZones(Situation situation) =>
        situation.Request.Order > 0 || situation.IsFailure || situation.Request.HighestZone < ZoneType.Normal;

    private static void AddFlags(Situation situation, EvidenceList list)
    {
        if (situation.Request.IsAtomic)
            list.Add(situation.Mask.MayWakeKswapd == true
                ? "The request may not wait: direct reclaim, compaction and shrinkers were not run for it; it lives on what kswapd keeps free."
                : "The request may not wait: direct reclaim, compaction and shrinkers were not run for it, and it does not even wake kswapd.");
        else if (situation.Mask.MayFs == false)
            list.Add("The request may not enter file systems (no __GFP_FS): shrinkers of dentries and inodes could not run for it.");
        if (!situation.IsFailure || situation.Request.IsAtomic || situation.Mask.MayDirectReclaim is null)
            return;

        if (situation.Mask.NoRetry == true || situation.Mask.RetryMayFail == true)
            list.Add("The request prefers failing to the OOM killer (__GFP_NORETRY, __GFP_RETRY_MAYFAIL): its caller is prepared.");
        else if (situation.Request.Order > PageRequest.CostlyOrder)
            list.Add("Requests above order 3 never call the OOM killer: they fail.");
        else if (situation.Request.HighestZone < ZoneType.Normal)
            list.Add("A request that may use low zones only never calls the OOM killer: it fails.");
        else if (situation.Report.Detail is null && situation.Mask.MayFs == true)
            list.Add("A request that may reclaim fails only for a task that is being killed already, or one that reclaims memory itself.");
    }

    private static void AddZones(Situation situation, EvidenceList list)
    {
        foreach (WatermarkResult result in situation.Zones.Results)
        {
            if (result.Verdict is WatermarkVerdict.NotAllowed or WatermarkVerdict.Unknown)
                continue;

            AddZone(situation, result, list);
        }
    }

    private static void AddZone(Situation situation, in WatermarkResult result, EvidenceList list)
    {
        PageRequest request = situation.Request;
        int order = request.Order;
        MemoryZone zone = result.Zone;
        Sentence sentence = list.Sentence.Say("Node ").Number(zone.Node).Say(" ").Name(zone.Name).Say(": ").Size(zone.Free ?? 0)
            .Say(" free");
        // The reserve was subtracted whole up to 6.11, free or not.
        long others = Math.Min(unchecked(result.HighAtomic + result.Cma), zone.Free ?? 0);
        if (others > 0)
            sentence.Say(" (").Size(others).Say(" of it not for this request: high-atomic, CMA)");
        sentence.Say(", must keep ").Size(result.Needs).Say(" (watermark ").Size(result.Mark);
        if (result.Boost > 0)
            sentence.Say(", of it boost ").Size(result.Boost);
        sentence.Say(", lowmem reserve ").Size(result.LowmemReserve).Say("): ").Say(Word(result.Verdict, zone, request));
        if (order > 0 && result.Verdict == WatermarkVerdict.Short && situation.Report.RequestSize is long size)
            sentence.Say(" for ").Size(size).Say(" more");
        if (order > 0 && zone.FreeBlocks.Length > 0)
        {
            sentence.Say("; order ").Number(order).Say(": fragmentation index ").Index(Fragmentation.ExternalIndex(zone.FreeBlocks, order))
                .Say(", unusable ").Index(Fragmentation.UnusableIndex(zone.FreeBlocks, order));
        }

        sentence.Say(".");
        list.Add(zone.Free);
    }

    private static string Word(WatermarkVerdict verdict, MemoryZone zone, in PageRequest request) => verdict switch
    {
        WatermarkVerdict.Passes => "would pass now",
        WatermarkVerdict.Fragmented when Fragmentation.HasBlock(zone.FreeBlocks, request.Order)
            => "enough is free, but what is in one piece is kept for others (high-atomic, CMA) or below the reserve",
        WatermarkVerdict.Fragmented => "enough is free, but not in one piece",
        _ => "too little is free",
    };

    /// <summary>kswapd failed 16 times in a row (all_unreclaimable).</summary>
    private static void AddGaveUp(Situation situation, EvidenceList list)
    {
        bool gaveUp = false;
        foreach (MemoryNode node in situation.Report.Nodes)
            gaveUp |= node.AllUnreclaimable == true;
        foreach (MemoryZone zone in situation.Report.Zones)
            gaveUp |= zone.AllUnreclaimable == true;

        if (gaveUp)
            list.Add("Reclaim had given up (all_unreclaimable): what is left cannot be freed without a kill.");
    }
}
