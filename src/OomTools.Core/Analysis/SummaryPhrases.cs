namespace OomTools.Analysis;

/// <summary>Phrases that several kinds of summaries have.</summary>
internal static class SummaryPhrases
{
    /// <summary>A cgroup below this part of its limit was stopped by a large request, or its figures moved.</summary>
    private const double AtLimit = 0.95;

    public static void SayCgroup(OomReport report, Sentence sentence)
    {
        if (report.CgroupPath is null)
            sentence.Say("A cgroup");
        else
            sentence.Say("Cgroup ").Name(report.CgroupPath);
        if (report.CgroupLimit is long limit)
            sentence.Say(report.CgroupUsage < limit * AtLimit ? " met its limit of " : " is at its limit of ").Size(limit);
        else
            sentence.Say(" met a limit");
    }

    public static void SayCgroupNow(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        sentence.Say("Cgroup ").Name(report.CgroupPath).Say(" holds ");
        if (report.CgroupLimit is long limit)
            sentence.PartOf(report.CgroupUsage ?? 0, limit);
        else
            sentence.Size(report.CgroupUsage ?? 0).Say(" and has no limit of its own");
        if (report.CgroupLimit is null && situation.LimitAbove is { } above)
            sentence.Say(" (").Name(above.Path).Say(" above it has ").Size(above.Limit).Say(")");
    }

    public static bool SayShare(Situation situation, string label, long? bytes, Sentence sentence)
    {
        if (bytes is not long amount)
            return false;

        sentence.Say(label);
        if (situation.ShareOf(amount) is double share)
            sentence.Share(share);
        else
            sentence.Size(amount);
        return true;
    }

    /// <summary>"A request of proxy (837) failed (order 9, 2 MiB, GFP_KERNEL)"; one that "stalled" had not failed yet.</summary>
    public static void SayFailure(Situation situation, Sentence sentence)
    {
        sentence.Say("A request");
        SayRequester(situation.Report, " of ", sentence);
        sentence.Say(IsStall(situation.Report) ? " stalled" : " failed");
        SayRequestShape(situation, sentence);
        // A vmalloc may ask for anything; no account explains why it could not have that.
        if (situation.Report.RequestSize > situation.Account.Total)
            sentence.Say(", which is more than all RAM");
    }

    /// <summary>A warning of 4.10 to 4.14: the request waited for many seconds, and went on waiting.</summary>
    public static bool IsStall(OomReport report) => report.Detail?.StartsWith("page allocation stalls for ", StringComparison.Ordinal) == true;

    public static bool SayVictim(OomReport report, Sentence sentence)
    {
        if (report.VictimName is null && report.VictimPid is null)
            return false;

        sentence.Process(report.VictimName, report.VictimPid);
        if (report.VictimRss is long rss)
            sentence.Say(", ").Size(rss).Say(",");
        return true;
    }

    public static void SayRequester(OomReport report, string before, Sentence sentence)
    {
        if (report.TriggerName is not null)
            sentence.Say(before).Process(report.TriggerName, report.TriggerPid);
    }

    /// <summary>" (order 9, 2 MiB, GFP_KERNEL)".</summary>
    public static void SayRequestShape(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (report.Order is null && situation.Mask.Names is null && report.RequestSize is null)
            return;

        sentence.Say(" (");
        if (report.Order is int order && order >= 0)
            sentence.Say("order ").Number(order).Say(", ");
        sentence.Size(RequestBytes(situation));
        if (situation.Mask.Names is string names)
            sentence.Say(", ").Name(names);
        sentence.Say(")");
    }

    public static long RequestBytes(Situation situation) =>
        situation.Report.RequestSize ?? unchecked(Badness.PageSize(situation.Report) << situation.Request.Order);
}
