namespace OomTools;

/// <summary>
/// Time lost because memory was short. Source: <c>/proc/pressure/memory</c>, or <c>memory.pressure</c> of a cgroup (v2).
/// Since 4.20 (CONFIG_PSI). Averages are percent of the wall clock.
/// </summary>
public sealed class MemoryPressure
{
    /// <summary>The cgroup; null for the whole machine.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Percent of the last 10 seconds in which some task waited for memory.</summary>
    public double? SomeAverage10 { get; internal init; }

    /// <summary>The same of the last 60 seconds.</summary>
    public double? SomeAverage60 { get; internal init; }

    /// <summary>The same of the last 300 seconds.</summary>
    public double? SomeAverage300 { get; internal init; }

    /// <summary>Time since boot (or the cgroup's creation) in which some task waited for memory.</summary>
    public Duration? SomeTotal { get; internal init; }

    /// <summary>Percent of the last 10 seconds in which all tasks that had work waited for memory.</summary>
    public double? FullAverage10 { get; internal init; }

    /// <summary>The same of the last 60 seconds.</summary>
    public double? FullAverage60 { get; internal init; }

    /// <summary>The same of the last 300 seconds.</summary>
    public double? FullAverage300 { get; internal init; }

    /// <summary>Time since boot (or the cgroup's creation) in which all tasks that had work waited for memory.</summary>
    public Duration? FullTotal { get; internal init; }

    /// <summary>When it was read (UTC); null for a captured system.</summary>
    public DateTime? Time { get; internal init; }

    /// <summary>What the kernel's trigger waited for; null without one.</summary>
    public PressureKind? Triggered { get; internal init; }

    /// <summary>How long it took until the trigger fired; null without one.</summary>
    public Duration? Waited { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => CgroupPath ?? "memory pressure";
}
