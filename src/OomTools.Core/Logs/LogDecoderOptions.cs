namespace OomTools.Logs;

/// <summary>What a log does not say about itself.</summary>
internal sealed record LogDecoderOptions
{
    /// <summary>A time (UTC) shortly after the log's last line: stamps without a year get the latest year that is not after it.</summary>
    public DateTime ReferenceTime { get; init; } = DateTime.MaxValue;

    /// <summary>The zone of stamps that do not name one.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>When the machine booted (UTC), where known: turns monotonic stamps into wall-clock times.</summary>
    public DateTime? BootTime { get; init; }
}
