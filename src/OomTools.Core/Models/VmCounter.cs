namespace OomTools;

/// <summary>
/// A counter of virtual memory. Source: <c>/proc/vmstat</c>, and with the same names the zones and nodes of
/// <c>/proc/zoneinfo</c>. Missing is not zero: which counters exist depends on kernel version and configuration.
/// </summary>
public sealed class VmCounter
{
    /// <summary>The kernel's name.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>
    /// The kernel's number: pages for most gauges (<c>nr_kernel_stack</c> is KiB since 4.8), events since boot for the others.
    /// A gauge may be negative for a moment.
    /// </summary>
    public long Value { get; internal init; }

    /// <summary>What the counter tells about.</summary>
    public VmCounterGroup Group { get; internal init; }

    /// <summary>True for an amount that rises and falls, false for events counted since boot.</summary>
    public bool IsGauge { get; internal init; }

    /// <summary>Change since the reading before; null without one.</summary>
    public long? Delta { get; internal init; }

    /// <summary>Change per second since the reading before; null without one.</summary>
    public double? Rate { get; internal init; }

    /// <summary>When it was read (UTC); only where it is compared with a reading before.</summary>
    public DateTime? Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value}";
}
