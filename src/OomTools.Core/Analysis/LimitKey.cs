namespace OomTools.Analysis;

/// <summary>What reports have in common that are limited together. What is not chosen is null or Unknown for all.</summary>
internal readonly record struct LimitKey
{
    public OomClock Clock { get; init; }

    /// <summary>The host's name, or the log's where it names no host: two unnamed hosts are not one.</summary>
    public string? Host { get; init; }

    public OomKind Kind { get; init; }

    public OomOutcome Outcome { get; init; }

    public OomCause Cause { get; init; }

    public string? VictimName { get; init; }

    public string? CgroupPath { get; init; }

    public string? TriggerName { get; init; }

    /// <summary>
    /// The part that a kill line alone tells too, which is all that the kernel prints while its own limit holds back the reports.
    /// </summary>
    public LimitKey Familiar => new() { Clock = Clock, Host = Host, VictimName = VictimName };

    public static LimitKey Of(OomReport report, LimitFields fields, OomClock clock) => new()
    {
        Clock = clock,
        Host = fields.Has(OomReportKey.HostName) ? report.HostName ?? report.Source : null,
        Kind = fields.Has(OomReportKey.Kind) ? report.Kind : OomKind.Unknown,
        Outcome = fields.Has(OomReportKey.Outcome) ? report.Outcome : OomOutcome.Unknown,
        Cause = fields.Has(OomReportKey.Cause) ? report.Cause : OomCause.Unknown,
        VictimName = fields.Has(OomReportKey.VictimName) ? report.VictimName : null,
        CgroupPath = fields.Has(OomReportKey.CgroupPath) ? report.CgroupPath : null,
        TriggerName = fields.Has(OomReportKey.TriggerName) ? report.TriggerName : null,
    };

    /// <summary>Whether a report that does not know everything may be one of this key's: what it does know is the same.</summary>
    public bool Admits(in LimitKey part) =>
        Familiar == part.Familiar
        && KillLine.MayBe(part.Kind, Kind)
        && (part.Outcome == Outcome || part.Outcome == OomOutcome.Unknown || Outcome == OomOutcome.Unknown)
        && (part.Cause == Cause || part.Cause == OomCause.Unknown || Cause == OomCause.Unknown)
        && (part.CgroupPath == CgroupPath || part.CgroupPath is null || CgroupPath is null)
        && (part.TriggerName == TriggerName || part.TriggerName is null || TriggerName is null);
}
