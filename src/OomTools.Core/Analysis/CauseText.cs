namespace OomTools.Analysis;

/// <summary>Causes in words.</summary>
internal static class CauseText
{
    /// <summary>What a cause names, as the subject of a sentence in lower case: "slab", "anonymous memory".</summary>
    public static string Noun(OomCause cause) => cause switch
    {
        OomCause.AnonymousMemory => "anonymous memory",
        OomCause.SharedMemory => "shared memory (tmpfs, System V, memfd)",
        OomCause.FileCache => "file cache",
        OomCause.Unevictable => "locked memory (mlock, SHM_LOCK, ramfs)",
        OomCause.SlabReclaimable or OomCause.SlabUnreclaimable => "slab",
        OomCause.PageTables => "page tables",
        OomCause.KernelStacks => "kernel stacks",
        OomCause.HugePages => "the huge page pool",
        OomCause.Vmalloc => "vmalloc memory",
        OomCause.Percpu => "per-CPU memory",
        _ => "memory that no counter owns",
    };

    /// <summary>Whether the noun is a plural.</summary>
    public static bool IsPlural(OomCause cause) => cause is OomCause.PageTables or OomCause.KernelStacks;

    /// <summary>Whether the memory is user space's.</summary>
    public static bool IsUserSpace(OomCause cause) => cause
        is OomCause.AnonymousMemory or OomCause.SharedMemory or OomCause.FileCache or OomCause.Unevictable or OomCause.HugePages;

    /// <summary>Whether the cause is an amount of memory rather than a property of the request.</summary>
    public static bool IsAmount(OomCause cause) => cause
        is not (OomCause.Unknown or OomCause.Fragmentation or OomCause.AtomicReserve or OomCause.LowZone or OomCause.ManualRequest);

    /// <summary>The column of the task table that tells who holds it; null where no process owns it.</summary>
    public static TaskMemory? Holder(OomCause cause) => cause switch
    {
        OomCause.AnonymousMemory => TaskMemory.Anonymous,
        OomCause.Unevictable => TaskMemory.Resident,
        OomCause.SharedMemory => TaskMemory.Shared,
        OomCause.PageTables => TaskMemory.PageTables,
        _ => null,
    };
}
