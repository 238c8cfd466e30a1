namespace OomTools;

/// <summary>Whether a zone would give a request its pages, and if not why.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum PageAllocationVerdict : long
{
    /// <summary>A number of the check is missing, or nothing was requested.</summary>
    Unknown,

    /// <summary>It would.</summary>
    Succeeds,

    /// <summary>The request may not use the zone, whatever is free there.</summary>
    NotAllowed,

    /// <summary>Too little is free.</summary>
    Shortage,

    /// <summary>Enough is free, but it is kept for others: the lowmem reserve, high-atomic blocks or CMA.</summary>
    Reserves,

    /// <summary>Enough is free, but no block of the order or larger.</summary>
    Fragmentation,

    /// <summary>Not a zone but the limit of a cgroup was in the way.</summary>
    CgroupLimit,
}
