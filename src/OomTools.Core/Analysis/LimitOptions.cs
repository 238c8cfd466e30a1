namespace OomTools.Analysis;

/// <summary>How reports are limited.</summary>
internal sealed record LimitOptions
{
    /// <summary>As many as a person reads before they know that it is always the same.</summary>
    public const int DefaultBurst = 12;

    /// <summary>What makes two reports the same, unless one chooses.</summary>
    public static OomReportKey[] DefaultKey =>
        [OomReportKey.HostName, OomReportKey.Kind, OomReportKey.Cause, OomReportKey.VictimName, OomReportKey.CgroupPath];

    /// <summary>Reports of one key that pass within an interval.</summary>
    public int Burst { get; init; } = DefaultBurst;

    /// <summary>Log time for which a key's count holds, from its first report on.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What makes two reports the same.</summary>
    public OomReportKey[] Key { get; init; } = DefaultKey;

    /// <summary>
    /// Keys that are counted at a time. A window takes under a kilobyte until something is held back; those quiet for longest are closed
    /// early and their suppression is given, so that a million keys take no more memory than this many.
    /// </summary>
    public int MaxWindows { get; init; } = 10_000;
}
