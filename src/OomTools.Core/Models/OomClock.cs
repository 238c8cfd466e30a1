namespace OomTools;

/// <summary>What the times of an object were read from.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum OomClock : long
{
    /// <summary>The log's wall clock (UTC).</summary>
    Wall = 0,

    /// <summary>The kernel's monotonic stamp: time since boot.</summary>
    Uptime,

    /// <summary>The log has no clock: the time (UTC) at which the reports came in.</summary>
    Arrival,
}
