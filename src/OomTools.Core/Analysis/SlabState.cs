namespace OomTools.Analysis;

/// <summary>The slab caches of a machine at one moment, with what was joined to them.</summary>
internal sealed record SlabState
{
    /// <summary>When it was read (UTC); null where a capture does not tell.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Time since boot; null where a capture does not tell.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Whether it is of a captured tree, and not of the running machine.</summary>
    public bool IsCaptured { get; init; }

    /// <summary>The account; null where /proc/meminfo was not to be read.</summary>
    public MemInfo? Memory { get; init; }

    /// <summary>Counters of vmstat; empty where they were not to be read.</summary>
    public VmCounter[] Counters { get; init; } = [];

    /// <summary>The caches; empty where they may not be read (root only).</summary>
    public SlabCache[] Caches { get; init; } = [];

    /// <summary>Those that hold much of all slab: their kind was looked up, and their shrinkers were asked.</summary>
    public SlabCache[] Large { get; init; } = [];
}
