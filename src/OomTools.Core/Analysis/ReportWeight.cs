using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>How bad a report, or an incident, is.</summary>
internal static class ReportWeight
{
    /// <summary>A panic takes all; a shortage of the whole machine may take anything; a cgroup's limit keeps the trouble inside.</summary>
    public static int Severity(OomOutcome outcome, OomKind kind) => (outcome, kind) switch
    {
        (OomOutcome.Panicked, _) => 5,
        (OomOutcome.NoKillableProcess, _) => 4,
        (OomOutcome.AllocationFailed, _) or (_, OomKind.AllocationFailure) => 1,
        (_, OomKind.Manual) => 0,
        (_, OomKind.Cgroup) => 2,
        _ => 3,
    };

    /// <summary>Whether the first of two reports is the worse one: by outcome, by what it killed, by how much of it the log has.</summary>
    public static bool IsWorse(OomReport report, OomReport other)
    {
        int order = Severity(report.Outcome, report.Kind).CompareTo(Severity(other.Outcome, other.Kind));
        order = order != 0 ? order : report.IsComplete.CompareTo(other.IsComplete);
        order = order != 0 ? order : Killed(report).CompareTo(Killed(other));
        return order > 0;
    }

    private static long Killed(OomReport report)
    {
        long sum = 0;
        foreach (OomVictim victim in report.Victims)
            sum = Total.Add(sum, victim.Rss ?? 0);
        return report.Victims.Length > 0 ? sum : report.VictimRss ?? 0;
    }
}
