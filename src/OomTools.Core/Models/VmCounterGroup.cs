namespace OomTools;

/// <summary>What a <see cref="VmCounter"/> tells about.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum VmCounterGroup : long
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>How much memory is what (<c>nr_*</c>).</summary>
    Usage,

    /// <summary>Pages handed out and given back, allocations that had to wait.</summary>
    Allocation,

    /// <summary>Page faults.</summary>
    Fault,

    /// <summary>Reclaim: pages scanned and taken, kswapd, direct reclaim, shrinkers.</summary>
    Reclaim,

    /// <summary>Pages needed again soon after reclaim took them: thrashing.</summary>
    Refault,

    /// <summary>Compaction and page migration.</summary>
    Compaction,

    /// <summary>Swap, zswap and KSM's swap copies.</summary>
    Swap,

    /// <summary>The OOM killer.</summary>
    Oom,

    /// <summary>Transparent and reserved huge pages.</summary>
    HugePage,

    /// <summary>Local and remote allocations, NUMA balancing, memory tiers.</summary>
    Numa,

    /// <summary>Dirty pages and writeback.</summary>
    Writeback,

    /// <summary>Slab caches.</summary>
    Slab,

    /// <summary>Pages given to the host.</summary>
    Balloon,
}
