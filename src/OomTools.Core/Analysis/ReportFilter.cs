namespace OomTools.Analysis;

/// <summary>Which finished reports are wanted; while a log is read, the reader asks before it builds them.</summary>
internal static class ReportFilter
{
    public static bool Admits(OomReportFilter filter, OomReport report)
    {
        if ((filter.After is not null || filter.Before is not null)
            && (report.Time is not { } time || time < filter.After || time > filter.Before))
            return false;
        return (filter.Kinds is not { Length: > 0 } kinds || Array.IndexOf(kinds, report.Kind) >= 0)
            && (filter.Causes is not { Length: > 0 } causes || Array.IndexOf(causes, report.Cause) >= 0)
            && (filter.HostName is not { } host || (report.HostName is not null && host(report.HostName)))
            && (filter.Name is not { } name || HasName(report, name));
    }

    private static bool HasName(OomReport report, Func<string, bool> name) =>
        (report.TriggerName is not null && name(report.TriggerName))
        || (report.VictimName is not null && name(report.VictimName))
        || Array.Exists(report.Victims, victim => victim.Name is not null && name(victim.Name));
}
