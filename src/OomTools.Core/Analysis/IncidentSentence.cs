using OomTools.Logs;
using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Tells an incident: "200 kills in 1 min 18 s (153 a minute), all hog, all for anonymous memory: the same every time."</summary>
internal static class IncidentSentence
{
    /// <summary>Names that a sentence can bear.</summary>
    private const int MaxNames = 3;

    /// <summary>Victims are of one size when the largest is not larger than the average by more than this.</summary>
    private const double SameSize = 1.15;

    /// <summary>Printing is worth a word when it took this share of the time, or <see cref="s_longPrint"/>.</summary>
    private const double MuchPrinting = 0.05;

    private static readonly TimeSpan s_longPrint = TimeSpan.FromSeconds(1);

    /// <summary>Less is no burden, however short the incident was.</summary>
    private static readonly TimeSpan s_notablePrint = TimeSpan.FromMilliseconds(100);

    /// <summary>Fills in the sentence and the details.</summary>
    /// <param name="summary">The incident.</param>
    /// <param name="lost">Lines that the log lost meanwhile.</param>
    public static void Explain(OomSummary summary, in LostLines lost)
    {
        var sentence = new Sentence();
        summary.Summary = Headline(summary, sentence);
        summary.Details = [.. Details(summary, lost, sentence)];
    }

    private static string Headline(OomSummary summary, Sentence sentence)
    {
        if (summary is { Count: 1, WorstReport.Summary: { Length: > 0 } only })
            return summary.HostName is null ? only : sentence.Name(summary.HostName).Say(": ").Say(only).Finish();
        if (summary.Outcome == OomOutcome.Panicked)
            sentence.Say("The kernel panicked: ");
        Subject(summary, sentence);
        When(summary, sentence);
        if (summary.HostName is { } host)
            sentence.Say(" on ").Name(host);
        if (summary.IncidentCount > 1)
            return sentence.Say(", too many of too little weight to be told one by one.").Finish();
        bool isOneName = Victims(summary, sentence);
        Cause(summary, sentence);
        if (summary.CgroupPath is { } path)
            sentence.Say(", in the cgroup ").Name(path);
        // Not where requests failed between the kills.
        return sentence.Say(isOneName && summary.Count > 1 && summary.VictimCount >= summary.Count ? ": the same every time." : ".").Finish();
    }

    /// <summary>"200 kills", "12 reports with 14 kills", "3 failed requests".</summary>
    private static void Subject(OomSummary summary, Sentence sentence)
    {
        if (summary.IncidentCount > 1)
            sentence.Number(summary.IncidentCount).Say(" other incidents with ");
        if (summary.VictimCount == summary.Count)
            Counted(sentence, summary.Count, "kill", "kills");
        else if (summary.VictimCount == 0 && summary.Kind == OomKind.AllocationFailure)
            Counted(sentence, summary.Count, "failed request", "failed requests");
        else
            Counted(Counted(sentence, summary.Count, "report", "reports").Say(" with "), summary.VictimCount, "kill", "kills");
    }

    private static Sentence Counted(Sentence sentence, long count, string one, string many) =>
        sentence.Number(count).Say(" ").Say(count == 1 ? one : many);

    private static void When(OomSummary summary, Sentence sentence)
    {
        if (summary.Duration is not { } duration || duration <= TimeSpan.Zero)
            return;
        sentence.Say(" in ").Say(DurationText.Format(duration));
        // Over less than a minute, or rarer than one a minute, the rate says nothing that the numbers do not.
        if (summary.ReportsPerMinute is >= 1 and var rate && duration >= TimeSpan.FromMinutes(1))
            sentence.Say(" (").Number((long)Math.Round(Math.Min(rate, long.MaxValue / 2))).Say(" a minute)");
    }

    /// <summary>"all hog", "150 × hog, 20 × java and 5 others"; true for one name.</summary>
    private static bool Victims(OomSummary summary, Sentence sentence)
    {
        OomVictimGroup[] victims = summary.Victims;
        if (victims.Length == 0)
            return false;
        sentence.Say(", ");
        if (victims.Length == 1)
        {
            sentence.Say(summary.VictimCount > 1 ? "all " : "").Name(victims[0].Name);
            return true;
        }

        for (int i = 0; i < Math.Min(MaxNames, victims.Length); i++)
            sentence.Say(i == 0 ? "" : i == victims.Length - 1 ? " and " : ", ").Number(victims[i].Count).Say(" × ").Name(victims[i].Name);
        long others = 0;
        foreach (OomVictimGroup group in victims.AsSpan(Math.Min(MaxNames, victims.Length)))
            others = Total.Add(others, group.Count);
        if (others > 0)
            Counted(sentence.Say(" and "), others, "other", "others");
        return false;
    }

    private static void Cause(OomSummary summary, Sentence sentence)
    {
        string all = summary.Count > 1 ? ", all " : ", ";
        _ = summary.Cause switch
        {
            OomCause.Unknown => sentence.Say(", of unknown cause"),
            OomCause.ManualRequest => sentence.Say(all).Say("by hand (SysRq-f)"),
            OomCause.Fragmentation => sentence.Say(all).Say("because free memory was in pieces"),
            OomCause.AtomicReserve => sentence.Say(all).Say("because the reserves for requests that may not wait were empty"),
            OomCause.LowZone => sentence.Say(all).Say("because a low zone was empty"),
            OomCause.Unaccounted when summary.Kind == OomKind.Cgroup => sentence.Say(all).Say("for kernel memory of kinds that no counter tells"),
            _ => sentence.Say(all).Say("for ").Say(CauseText.Noun(summary.Cause)),
        };
    }

    private static IEnumerable<string> Details(OomSummary summary, LostLines lost, Sentence sentence)
    {
        if (summary.KernelSuppressedCount > 0)
        {
            yield return Counted(sentence.Say("The kernel printed "), summary.CompleteCount, "full report", "full reports")
                .Say(" and held back ").Number(summary.KernelSuppressedCount).Say(".").Finish();
        }
        else if (summary.IncompleteCount > 0 && summary.Count > 1)
        {
            yield return Counted(sentence.Say("Of "), summary.IncompleteCount, "report", "reports").Say(" the log holds only a part.").Finish();
        }

        if (!lost.IsNone)
            yield return Loss(lost, sentence);
        if (summary.HeldBackCount > 0)
            yield return Counted(sentence.Say("Limit-OomReport held back "), summary.HeldBackCount, "report", "reports").Say(": they are counted, not among the samples.").Finish();
        if (summary.Victims is [{ Count: > 2, LargestRss: { } largest } group] && largest <= group.Rss / (double)group.Count * SameSize)
            yield return sentence.Say("Each ").Name(group.Name).Say(" had taken about ").Size(group.Rss / group.Count).Say(" when it was killed.").Finish();
        if (summary.Outcome == OomOutcome.NoKillableProcess)
            yield return "In the end there was no process left that could be killed.";
        if (summary.PrintTime is { } print && (print >= s_longPrint || (print >= s_notablePrint && summary.Duration is { } duration && print.Ticks > duration.Ticks * MuchPrinting)))
            yield return Printing(summary, print, sentence);
        if (summary.Change is { Length: > 0 } change)
            yield return sentence.Say("From the first to the last report: ").Say(char.ToLowerInvariant(change[0]) + change[1..]).Finish();
    }

    private static string Loss(in LostLines lost, Sentence sentence)
    {
        sentence.Say("Meanwhile the log lost ");
        if (lost.Known > 0)
            Counted(sentence.Say(lost.IsUncounted ? "at least " : ""), lost.Known, "line", "lines");
        else
            sentence.Say("lines, and does not say how many");
        return sentence.Say(": reports among them are missing or incomplete.").Finish();
    }

    private static string Printing(OomSummary summary, TimeSpan print, Sentence sentence)
    {
        sentence.Say(summary.Count == 1 ? "Printing the report took " : "Printing the reports took ").Say(DurationText.Format(print));
        if (summary.Duration is not { } duration || duration <= TimeSpan.Zero)
            return sentence.Say(".").Finish();
        double share = print.Ticks / (double)duration.Ticks;
        sentence.Say(", ").Share(Math.Min(1, share)).Say(" of the time");
        return sentence.Say(share >= MuchPrinting ? ": a slow console holds the machine up." : ".").Finish();
    }
}
