namespace OomTools;

/// <summary>
/// The memory of a machine at one moment, with all that could be read: to keep, to carry elsewhere, and to compare. What could
/// not be read is empty or null, and named in <see cref="Missing"/>.
/// </summary>
public sealed class MemorySnapshot
{
    /// <summary>When it was taken (UTC); null for a captured system, which does not tell.</summary>
    public DateTime? Time { get; internal init; }

    /// <summary>Time since boot.</summary>
    public Duration? Uptime { get; internal init; }

    /// <summary>When the machine booted (UTC); null where that is not captured.</summary>
    public DateTime? BootTime { get; internal init; }

    /// <summary>The machine.</summary>
    public string? HostName { get; internal init; }

    /// <summary>Its kernel (<c>uname -r</c>).</summary>
    public string? KernelVersion { get; internal init; }

    /// <summary>The root of the captured system; null for the running one.</summary>
    public string? Source { get; internal init; }

    /// <summary>The verdict in one sentence, as <c>Get-MemoryUsage</c> gives it.</summary>
    public string Summary { get; internal init; } = "";

    /// <summary>Processes, kernel threads not counted; null where processes are not captured.</summary>
    public int? ProcessCount { get; internal init; }

    /// <summary>Where all memory is.</summary>
    public MemoryUsage? Usage { get; internal init; }

    /// <summary>The kernel's own fields.</summary>
    public MemInfo? MemInfo { get; internal init; }

    /// <summary>Pressure of the whole machine.</summary>
    public MemoryPressure? Pressure { get; internal init; }

    /// <summary>Slab caches, largest first.</summary>
    public SlabCache[] Slabs { get; internal init; } = [];

    /// <summary>Zones with watermarks and counters.</summary>
    public MemoryZone[] Zones { get; internal init; } = [];

    /// <summary>Free blocks per zone and order.</summary>
    public BuddyZone[] BuddyZones { get; internal init; } = [];

    /// <summary>Counters of virtual memory.</summary>
    public VmCounter[] Counters { get; internal init; } = [];

    /// <summary>The largest processes, by what ends with them, largest first.</summary>
    public ProcessMemory[] Processes { get; internal init; } = [];

    /// <summary>All processes by their names, largest first.</summary>
    public ProcessGroup[] ProcessGroups { get; internal init; } = [];

    /// <summary>Memory of the cgroups, largest first.</summary>
    public MemoryUsage[] Cgroups { get; internal init; } = [];

    /// <summary>Shrinkers and what they could free. Since 6.0 with CONFIG_SHRINKER_DEBUG.</summary>
    public KernelShrinker[] Shrinkers { get; internal init; } = [];

    /// <summary>Memory by the line of kernel source that allocated it, largest first. Since 6.10 with CONFIG_MEM_ALLOC_PROFILING.</summary>
    public AllocationSite[] AllocationSites { get; internal init; } = [];

    /// <summary>What could not be read, and why.</summary>
    public SnapshotGap[] Missing { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Summary;
}
