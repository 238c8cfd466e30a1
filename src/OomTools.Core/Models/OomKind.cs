namespace OomTools;

/// <summary>Who was limited: what kind of memory shortage a report is about.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum OomKind : long
{
    /// <summary>The log does not say; for example a kill line alone whose prefix was lost.</summary>
    Unknown = 0,

    /// <summary>The whole machine ran out of memory (<c>CONSTRAINT_NONE</c>).</summary>
    Global,

    /// <summary>A memory cgroup met its limit (<c>CONSTRAINT_MEMCG</c>).</summary>
    Cgroup,

    /// <summary>The nodes that a cpuset allows ran out (<c>CONSTRAINT_CPUSET</c>).</summary>
    Cpuset,

    /// <summary>The nodes that a NUMA memory policy allows ran out (<c>CONSTRAINT_MEMORY_POLICY</c>).</summary>
    MemoryPolicy,

    /// <summary>Somebody asked for the kill: SysRq-f (<c>order=-1</c>).</summary>
    Manual,

    /// <summary>A request failed and nobody was killed: page allocation, slab or vmalloc failure.</summary>
    AllocationFailure,
}
