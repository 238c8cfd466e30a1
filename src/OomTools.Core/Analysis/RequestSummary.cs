namespace OomTools.Analysis;

/// <summary>The summary of a report in which the request is the cause: its order, its haste, or the zones it may use.</summary>
internal static class RequestSummary
{
    public static void SayFragmentation(Situation situation, Sentence sentence)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        int order = situation.Request.Order;
        sentence.Say("Fragmentation: ");
        if (account.Free is long free && account.Total is long total)
            sentence.PartOf(free, total).Say(" are free, but ");
        else
            sentence.Say("memory is free, but ");
        if (situation.Zones.AnyPasses)
            sentence.Say("zone ").Name(situation.Zones.FragmentedZone).Say(" has no usable block of order ");
        else
            sentence.Say("no usable zone has a free block of order ");
        sentence.Number(order).Say(" (").Size(SummaryPhrases.RequestBytes(situation)).Say(")");
        SummaryPhrases.SayRequester(situation.Report, " for ", sentence);
        int largest = situation.Zones.LargestFragmentedOrder;
        if (largest >= 0)
            sentence.Say("; the largest free block has ").Size(unchecked(Badness.PageSize(situation.Report) << Math.Min(largest, 62)));
    }

    public static void SayAtomicReserve(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        sentence.Say("Atomic reserve: a request");
        SummaryPhrases.SayRequester(report, " of ", sentence);
        sentence.Say(" that may not wait");
        SummaryPhrases.SayRequestShape(situation, sentence);
        ref readonly MemoryAccount account = ref situation.Account;
        sentence.Say(situation.Zones.AnyPasses ? " failed, though the reserves were filled again when this was printed" : " met used-up reserves");
        if (account.Free is long free && account.Total is long total)
            sentence.Say(" (").PartOf(free, total).Say(" free)");
        sentence.Say("; direct reclaim and shrinkers were not run for it");
    }

    public static void SayLowZone(Situation situation, Sentence sentence)
    {
        sentence.Say("Low zone: the request");
        SummaryPhrases.SayRequester(situation.Report, " of ", sentence);
        sentence.Say(" may use ");
        sentence.Say(situation.Request.HighestZone == ZoneType.Dma ? "zone DMA only" : "zone DMA32 and below only");
        sentence.Say(", which is used up, while ").Size(situation.Zones.FreeAbove).Say(" are free in zones above");
    }
}
