using OomTools.Generator.Printing;

namespace OomTools.Generator.Containers;

/// <summary>A record with what a container adds to it.</summary>
/// <param name="Record">What the kernel printed.</param>
/// <param name="Uptime">When, in whole microseconds.</param>
/// <param name="Caller">printk's caller id (T123), or null.</param>
/// <param name="Host">The machine.</param>
/// <param name="Sequence">Number of the record.</param>
public sealed record LogEntry(KernelRecord Record, TimeSpan Uptime, string? Caller, string Host, long Sequence)
{
    /// <summary>When every generated machine booted.</summary>
    public static DateTime BootTime { get; } = new(2026, 11, 22, 21, 17, 0, DateTimeKind.Utc);

    /// <summary>Wall clock of the record.</summary>
    public DateTime Time => BootTime + Uptime;

    /// <summary>Microseconds since boot.</summary>
    public long Microseconds => Uptime.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The text's lines.</summary>
    public string[] Lines => Record.Text.Split('\n');
}
