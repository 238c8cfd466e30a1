namespace OomTools.Cursor;

/// <summary>How far the ring buffer of a boot was read.</summary>
/// <param name="BootId">The kernel's random name of the boot.</param>
/// <param name="Sequence">Number of the last record read.</param>
/// <param name="Uptime">That record's stamp.</param>
/// <param name="ReadAt">When it was read (UTC).</param>
internal sealed record KernelPosition(string BootId, long Sequence, TimeSpan Uptime, DateTime ReadAt)
{
    /// <summary>journald stamps what it receives, which may be so much later than it was printed.</summary>
    private static readonly TimeSpan s_lag = TimeSpan.FromMinutes(1);

    /// <summary>Whether a report that the journal holds was given from the ring buffer before.</summary>
    public bool WasGiven(OomReport report) =>
        report.Time <= ReadAt || (report.Uptime <= Uptime && report.Time <= ReadAt + s_lag);
}
