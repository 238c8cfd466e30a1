namespace OomTools.Analysis;

/// <summary>The parts of a memory account that exclude each other, by their property's name; sums of them are no class.</summary>
internal static class MemoryClass
{
    /// <summary>What the property counts, in words; null for a sum (UserMemory) and for what is no part of the memory (swap).</summary>
    public static string? Noun(string property) => property switch
    {
        nameof(MemoryUsage.AnonymousMemory) => "anonymous memory",
        nameof(MemoryUsage.SharedMemory) => "shared memory",
        nameof(MemoryUsage.FileMemory) => "file cache",
        nameof(MemoryUsage.Unevictable) => "locked memory",
        nameof(MemoryUsage.HugePages) => "in huge page pools",
        nameof(MemoryUsage.SlabReclaimable) => "reclaimable slab",
        nameof(MemoryUsage.SlabUnreclaimable) => "unreclaimable slab",
        nameof(MemoryUsage.KernelMiscReclaimable) => "reclaimable kernel memory",
        nameof(MemoryUsage.KernelStack) => "kernel stacks",
        nameof(MemoryUsage.PageTables) => "page tables",
        nameof(MemoryUsage.SecPageTables) => "page tables of guests and IOMMUs",
        nameof(MemoryUsage.Percpu) => "per-CPU memory",
        nameof(MemoryUsage.Vmalloc) => "vmalloc memory",
        nameof(MemoryUsage.Compressed) => "compressed memory",
        nameof(MemoryUsage.Sockets) => "socket buffers",
        nameof(MemoryUsage.Gpu) => "GPU memory",
        nameof(MemoryUsage.OtherKernelMemory) => "other kernel memory",
        nameof(MemoryUsage.UnaccountedMemory) => "memory that no counter owns",
        _ => null,
    };

    /// <summary>
    /// Where one sees who holds memory of the class; null where nothing tells: a task's size does not tell whether it is shared, and most
    /// shared memory is in files that nobody maps.
    /// </summary>
    public static DifferenceArea? Holders(string property) => property switch
    {
        nameof(MemoryUsage.AnonymousMemory) or nameof(MemoryUsage.Unevictable) => DifferenceArea.Task,
        nameof(MemoryUsage.SlabReclaimable) or nameof(MemoryUsage.SlabUnreclaimable) => DifferenceArea.Slab,
        nameof(MemoryUsage.UnaccountedMemory) or nameof(MemoryUsage.Vmalloc) => DifferenceArea.AllocationSite,
        _ => null,
    };
}
