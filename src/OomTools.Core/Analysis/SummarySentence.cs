using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>The verdict in one sentence: who or what, how much of all, then what else decides what to do.</summary>
internal static class SummarySentence
{
    /// <summary>Below this share of free memory a machine is short of it, whoever asked for the kill.</summary>
    private const double ShortOfMemory = 0.05;

    /// <summary>Composes the sentence.</summary>
    public static string Of(Situation situation, Sentence sentence)
    {
        switch (situation.Cause)
        {
            case OomCause.Unknown:
                SayUnknown(situation, sentence);
                break;
            case OomCause.ManualRequest:
                SayManual(situation, sentence);
                break;
            case OomCause.Fragmentation:
                RequestSummary.SayFragmentation(situation, sentence);
                break;
            case OomCause.AtomicReserve:
                RequestSummary.SayAtomicReserve(situation, sentence);
                break;
            case OomCause.LowZone:
                RequestSummary.SayLowZone(situation, sentence);
                break;
            default:
                SayScope(situation, sentence);
                AmountSummary.Say(situation, sentence);
                break;
        }

        SayOutcome(situation.Report, sentence);
        return sentence.Say(".").Finish();
    }

    private static void SayScope(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.IsFailure)
        {
            SummaryPhrases.SayFailure(situation, sentence);
            sentence.Say(CauseText.IsUserSpace(situation.Cause) ? "; user space: " : "; kernel space: ");
        }
        else if (situation.IsCgroup)
        {
            if (situation.IsNow)
                SummaryPhrases.SayCgroupNow(situation, sentence);
            else
                SummaryPhrases.SayCgroup(report, sentence);
            sentence.Say(": ");
        }
        else if (situation.IsNodeBound)
        {
            sentence.Say(report.Kind == OomKind.Cpuset ? "The NUMA nodes that the cpuset allows are full" : "The NUMA nodes that the memory policy allows are full");
            sentence.Say(": ");
        }
        else
        {
            sentence.Say(CauseText.IsUserSpace(situation.Cause) ? "User space: " : "Kernel space: ");
        }
    }

    private static void SayManual(Situation situation, Sentence sentence)
    {
        ref readonly MemoryAccount account = ref situation.Account;
        sentence.Say("Manual request (SysRq f): ");
        bool killed = SummaryPhrases.SayVictim(situation.Report, sentence);
        sentence.Say(killed ? " was killed" : "no process was named");
        if (account.Free is not long free || account.Total is not long total || total <= 0)
            return;

        double share = ByteSize.Share(free, total);
        sentence.Say(share < ShortOfMemory ? " and memory was short: " : " though memory was not short: ");
        sentence.Share(share).Say(" of RAM free (").PartOf(free, total).Say(")");
        _ = SummaryPhrases.SayShare(situation, "; LRU ", account.Lru, sentence);
        _ = SummaryPhrases.SayShare(situation, ", slab ", account.Slab, sentence);
    }

    private static void SayUnknown(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.IsFailure)
        {
            SummaryPhrases.SayFailure(situation, sentence);
            sentence.Say("; the log does not hold the memory figures");
            return;
        }

        if (situation.IsCgroup && report.CgroupPath is not null)
        {
            SummaryPhrases.SayCgroup(report, sentence);
            sentence.Say(": ");
        }

        bool killed = SummaryPhrases.SayVictim(report, sentence);
        if (!killed)
            SayTriggerOnly(report, sentence);
        bool hasFigures = report.MemInfo is not null || report.CgroupStatistics.Length > 0;
        sentence.Say(killed ? " was killed; " : "; ");
        sentence.Say(hasFigures ? "the report's memory figures are incomplete"
            : situation.IsCgroup && report.CgroupUsage is not null ? "the log does not hold the cgroup's statistics"
            : "the log does not hold the report");
    }

    private static void SayTriggerOnly(OomReport report, Sentence sentence)
    {
        if (report.TriggerName is null)
            sentence.Say("Out of memory");
        else
            sentence.Process(report.TriggerName, report.TriggerPid).Say(" invoked the OOM killer");
    }

    private static void SayOutcome(OomReport report, Sentence sentence)
    {
        if (report.Outcome == OomOutcome.Panicked)
            sentence.Say("; the kernel panicked");
        else if (report.Outcome == OomOutcome.NoKillableProcess)
            sentence.Say("; no process could be killed");
    }
}
