namespace OomTools;

/// <summary>What filled the memory, or what else kept the request from being served.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum OomCause : long
{
    /// <summary>The log does not contain enough to say.</summary>
    Unknown = 0,

    /// <summary>Anonymous memory of processes: heaps and stacks.</summary>
    AnonymousMemory,

    /// <summary>Shared memory: tmpfs, System V, memfd.</summary>
    SharedMemory,

    /// <summary>File cache that could not be reclaimed in time.</summary>
    FileCache,

    /// <summary>Memory locked by user space (mlock, ramfs).</summary>
    Unevictable,

    /// <summary>Kernel objects without a shrinker.</summary>
    SlabUnreclaimable,

    /// <summary>Kernel objects with a shrinker (dentries, inodes) that was not enough.</summary>
    SlabReclaimable,

    /// <summary>Page tables of processes.</summary>
    PageTables,

    /// <summary>Kernel stacks: very many threads.</summary>
    KernelStacks,

    /// <summary>Reserved huge pages, used or not.</summary>
    HugePages,

    /// <summary>Kernel memory mapped by vmalloc.</summary>
    Vmalloc,

    /// <summary>Per-CPU memory.</summary>
    Percpu,

    /// <summary>Memory that no counter of the report owns: drivers, balloon, pages taken straight from the page allocator; of a v1 cgroup its kernel memory, whose kinds are not told.</summary>
    Unaccounted,

    /// <summary>Enough was free, but no block of the requested order.</summary>
    Fragmentation,

    /// <summary>A request that may not wait met empty reserves.</summary>
    AtomicReserve,

    /// <summary>Only a low zone (DMA, DMA32) that the request was bound to is empty.</summary>
    LowZone,

    /// <summary>Somebody asked for the kill; memory need not have been short.</summary>
    ManualRequest,
}
