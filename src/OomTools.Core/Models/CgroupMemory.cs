namespace OomTools;

/// <summary>
/// Memory of a cgroup with all that is below it. Sizes are bytes; null is what this kernel or hierarchy does not have.
/// Source: the <c>memory.*</c> files of the cgroup, v1 or v2.
/// </summary>
public sealed class CgroupMemory
{
    /// <summary>The cgroup, from the root of its hierarchy; <c>/</c> for the root.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>1 or 2.</summary>
    public int Version { get; internal init; }

    /// <summary>Bytes charged (memory.current; v1 memory.usage_in_bytes). The root of v2 has none.</summary>
    public long? Usage { get; internal init; }

    /// <summary>Limit (memory.max; v1 memory.limit_in_bytes); null for none.</summary>
    public long? Limit { get; internal init; }

    /// <summary>Where throttling begins (memory.high); null for none. v2.</summary>
    public long? High { get; internal init; }

    /// <summary>Largest usage so far (memory.peak, since 5.19; v1 memory.max_usage_in_bytes).</summary>
    public long? Peak { get; internal init; }

    /// <summary>Bytes swapped out (memory.swap.current; v1 memory+swap less memory).</summary>
    public long? SwapUsage { get; internal init; }

    /// <summary>Limit of swap (memory.swap.max); of memory and swap together on v1. Null for none.</summary>
    public long? SwapLimit { get; internal init; }

    /// <summary>Kernel memory within <see cref="Usage"/> (v1 memory.kmem.usage_in_bytes; v2 <c>kernel</c> of memory.stat, since 5.19).</summary>
    public long? KernelUsage { get; internal init; }

    /// <summary>What of <see cref="Usage"/> the kernel may have charged ahead of use, at most: so many pages for every CPU.</summary>
    internal long ChargeableAhead { get; init; }

    /// <summary>How often the limit was hit (<c>max</c> of memory.events; v1 memory.failcnt).</summary>
    public long? LimitHits { get; internal init; }

    /// <summary>Kills by the OOM killer (<c>oom_kill</c> of memory.events, or of v1's memory.oom_control). Since 4.13.</summary>
    public long? OomKills { get; internal init; }

    /// <summary>Whether a kill takes all of the cgroup (memory.oom.group). v2, since 4.19.</summary>
    public bool? OomGroup { get; internal init; }

    /// <summary>memory.stat; on v1 the <c>total_</c> values, which include the cgroups below, without that prefix.</summary>
    public CgroupStatistic[] Statistics { get; internal init; } = [];

    /// <summary>memory.pressure; null on v1 or without CONFIG_PSI.</summary>
    public MemoryPressure? Pressure { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
