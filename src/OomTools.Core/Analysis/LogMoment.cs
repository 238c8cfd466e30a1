namespace OomTools.Analysis;

/// <summary>When a report was made, by the clock its log has. Moments of different clocks cannot be compared.</summary>
internal readonly record struct LogMoment(OomClock Clock, long Ticks)
{
    /// <summary>The report's own time; its arrival only where the log has no clock.</summary>
    public static LogMoment Of(OomReport report, DateTime arrival) => report switch
    {
        { Time: { } time } => new(OomClock.Wall, time.Ticks),
        { Uptime: { } uptime } => new(OomClock.Uptime, uptime.Ticks),
        _ => new(OomClock.Arrival, arrival.Ticks),
    };

    /// <summary>The time (UTC); null for a time since boot.</summary>
    public DateTime? Time => Clock == OomClock.Uptime ? null : new DateTime(Math.Clamp(Ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    /// <summary>The time since boot; null for a time of day.</summary>
    public TimeSpan? Uptime => Clock == OomClock.Uptime ? new TimeSpan(Ticks) : null;
}
