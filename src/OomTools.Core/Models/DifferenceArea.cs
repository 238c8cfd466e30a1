namespace OomTools;

/// <summary>What a difference is about.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum DifferenceArea : long
{
    /// <summary>The account of all memory, or of a cgroup's: user, kernel, free, and their parts.</summary>
    Memory = 0,

    /// <summary>Zones: free memory, watermarks, lists.</summary>
    Zone,

    /// <summary>Slab caches.</summary>
    Slab,

    /// <summary>Memory by the line of kernel source that allocated it.</summary>
    AllocationSite,

    /// <summary>Processes: those of one name together.</summary>
    Task,

    /// <summary>Statistics of a cgroup; of snapshots: cgroups, by what they hold without file cache.</summary>
    Cgroup,

    /// <summary>Objects that shrinkers could free.</summary>
    Shrinker,

    /// <summary>Counters of virtual memory: amounts in bytes, and events.</summary>
    Counter,
}
