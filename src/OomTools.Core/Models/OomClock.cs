namespace OomTools;

/// <summary>What the times of an object were read from.</summary>
public enum OomClock
{
    /// <summary>The log's wall clock (UTC).</summary>
    Wall = 0,

    /// <summary>The kernel's monotonic stamp: time since boot.</summary>
    Uptime,

    /// <summary>The log has no clock: the time (UTC) at which the reports came in.</summary>
    Arrival,
}
