namespace OomTools.Analysis;

/// <summary>What the reports of an incident have in common, but for their time.</summary>
internal readonly record struct IncidentKey(OomClock Clock, string Host, OomKind Kind, OomCause Cause, string? CgroupPath)
{
    public static IncidentKey Of(OomReport report, OomClock clock) =>
        new(clock, report.HostName ?? report.Source ?? "", Scope(report.Kind), report.Cause, report.CgroupPath);

    public static IncidentKey Of(OomSuppression held) =>
        new(held.Clock, held.HostName ?? held.Source ?? "", Scope(held.Kind), held.Cause, held.CgroupPath);

    /// <summary>Whether it is not known which cgroup's limit was hit: a kill line alone does not name it, and there may be several.</summary>
    public bool IsOfAnyCgroup => Kind == OomKind.Cgroup && CgroupPath is null && Cause == OomCause.Unknown;

    /// <summary>Whether a report that does not know everything may be one of these: what it does know is the same.</summary>
    public bool Admits(in IncidentKey part) =>
        part.Clock == Clock && part.Host == Host
        && KillLine.MayBe(part.Kind, Kind)
        && (part.Cause == Cause || part.Cause == OomCause.Unknown || Cause == OomCause.Unknown)
        && (part.CgroupPath == CgroupPath || part.CgroupPath is null || CgroupPath is null);

    // While memory is short some requests kill and others fail: that is one trouble.
    private static OomKind Scope(OomKind kind) => kind == OomKind.AllocationFailure ? OomKind.Global : kind;
}
