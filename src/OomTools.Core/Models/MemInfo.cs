namespace OomTools;

/// <summary>
/// The machine's memory in the kernel's own fields. Source: <c>/proc/meminfo</c>. Sizes are bytes; null is a field this
/// kernel does not print. Which field contains which: Documentation/filesystems/proc.rst.
/// </summary>
public sealed class MemInfo
{
    /// <summary>Memory the page allocator was given: RAM without what was reserved at boot.</summary>
    public long? MemTotal { get; internal init; }

    /// <summary>Free bytes, without the lists of the CPUs.</summary>
    public long? MemFree { get; internal init; }

    /// <summary>The kernel's estimate of what can be had without swapping. Since 3.14.</summary>
    public long? MemAvailable { get; internal init; }

    /// <summary>Page cache of block devices.</summary>
    public long? Buffers { get; internal init; }

    /// <summary>Page cache of files; contains <see cref="Shmem"/>.</summary>
    public long? Cached { get; internal init; }

    /// <summary>Pages that are in memory and in swap.</summary>
    public long? SwapCached { get; internal init; }

    /// <summary>Active anonymous list; shared memory is on it too. Since 2.6.28.</summary>
    public long? ActiveAnon { get; internal init; }

    /// <summary>Inactive anonymous list; shared memory is on it too. Since 2.6.28.</summary>
    public long? InactiveAnon { get; internal init; }

    /// <summary>Active file list. Since 2.6.28.</summary>
    public long? ActiveFile { get; internal init; }

    /// <summary>Inactive file list. Since 2.6.28.</summary>
    public long? InactiveFile { get; internal init; }

    /// <summary>Locked memory: mlock, SHM_LOCK, ramfs.</summary>
    public long? Unevictable { get; internal init; }

    /// <summary>Part of <see cref="Unevictable"/> that mlock locked.</summary>
    public long? Mlocked { get; internal init; }

    /// <summary>Swap space.</summary>
    public long? SwapTotal { get; internal init; }

    /// <summary>Free swap space.</summary>
    public long? SwapFree { get; internal init; }

    /// <summary>zswap's compressed pool. Since 5.19.</summary>
    public long? Zswap { get; internal init; }

    /// <summary>Dirty page cache.</summary>
    public long? Dirty { get; internal init; }

    /// <summary>Page cache under writeback.</summary>
    public long? Writeback { get; internal init; }

    /// <summary>Mapped anonymous memory.</summary>
    public long? AnonPages { get; internal init; }

    /// <summary>Mapped part of <see cref="Cached"/>.</summary>
    public long? Mapped { get; internal init; }

    /// <summary>tmpfs, System V shared memory, memfd. Since 2.6.32.</summary>
    public long? Shmem { get; internal init; }

    /// <summary>Reclaimable kernel memory: <see cref="SReclaimable"/> and kernel memory outside slab with a shrinker. Since 4.20.</summary>
    public long? KReclaimable { get; internal init; }

    /// <summary>Slab memory, both kinds.</summary>
    public long? Slab { get; internal init; }

    /// <summary>Reclaimable slab.</summary>
    public long? SReclaimable { get; internal init; }

    /// <summary>Unreclaimable slab; with large kmalloc blocks since 5.4.</summary>
    public long? SUnreclaim { get; internal init; }

    /// <summary>Kernel stacks; since 4.14 most often also in <see cref="VmallocUsed"/>. Since 2.6.32.</summary>
    public long? KernelStack { get; internal init; }

    /// <summary>Page tables.</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Page tables of KVM guests and IOMMUs. Since 6.1.</summary>
    public long? SecPageTables { get; internal init; }

    /// <summary>Bounce buffers; always 0 in new kernels.</summary>
    public long? Bounce { get; internal init; }

    /// <summary>Pages of vmalloc. A constant 0 from 4.4 to 5.2, address space instead of memory before.</summary>
    public long? VmallocUsed { get; internal init; }

    /// <summary>Per-CPU memory. Since 4.19.</summary>
    public long? Percpu { get; internal init; }

    /// <summary>Pages that the hardware broke.</summary>
    public long? HardwareCorrupted { get; internal init; }

    /// <summary>Contiguous memory allocator, part of <see cref="MemTotal"/>. Since 3.19.</summary>
    public long? CmaTotal { get; internal init; }

    /// <summary>Free part of it, in <see cref="MemFree"/>. Since 3.19.</summary>
    public long? CmaFree { get; internal init; }

    /// <summary>Memory given to the host. Since 6.17.</summary>
    public long? Balloon { get; internal init; }

    /// <summary>Memory in use by GPU drivers. Since 7.1.</summary>
    public long? GpuActive { get; internal init; }

    /// <summary>Memory that GPU drivers hold in pools. Since 7.1.</summary>
    public long? GpuReclaim { get; internal init; }

    /// <summary>Huge page pools of all sizes, used or not. Since 4.16.</summary>
    public long? Hugetlb { get; internal init; }

    /// <summary>Pages in the pool of the default size (a count).</summary>
    public long? HugePagesTotal { get; internal init; }

    /// <summary>Unused pages of it (a count).</summary>
    public long? HugePagesFree { get; internal init; }

    /// <summary>The default size of huge pages.</summary>
    public long? HugePageSize { get; internal init; }

    /// <summary>Huge page pools of all sizes and what is free of them, by sysfs.</summary>
    internal long? HugePools { get; set; }

    internal long? FreeHugePools { get; set; }

    /// <summary>All fields in the file's order, also those without a property.</summary>
    public MemInfoField[] Fields { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => "meminfo";
}
