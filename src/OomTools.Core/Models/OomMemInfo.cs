namespace OomTools;

/// <summary>
/// The counters of the report's Mem-Info block, machine-wide. Sizes are bytes; null is what this kernel did not print
/// or the log lost. Source: <c>show_free_areas</c>, <c>show_mem</c>.
/// </summary>
public sealed class OomMemInfo
{
    /// <summary>Size of a base page in bytes, read from the buddy lines; 4096 is assumed without them.</summary>
    public long PageSize { get; internal init; } = 4096;

    /// <summary>Bytes on the active anonymous list; shared memory is on it too.</summary>
    public long? ActiveAnon { get; internal init; }

    /// <summary>Bytes on the inactive anonymous list.</summary>
    public long? InactiveAnon { get; internal init; }

    /// <summary>Anonymous bytes taken off the lists for a moment.</summary>
    public long? IsolatedAnon { get; internal init; }

    /// <summary>Bytes on the active file list.</summary>
    public long? ActiveFile { get; internal init; }

    /// <summary>Bytes on the inactive file list.</summary>
    public long? InactiveFile { get; internal init; }

    /// <summary>File bytes taken off the lists for a moment.</summary>
    public long? IsolatedFile { get; internal init; }

    /// <summary>Unevictable bytes.</summary>
    public long? Unevictable { get; internal init; }

    /// <summary>Dirty bytes, part of the file pages.</summary>
    public long? Dirty { get; internal init; }

    /// <summary>Bytes under writeback, part of the file pages.</summary>
    public long? Writeback { get; internal init; }

    /// <summary>NFS unstable bytes. Up to 5.7.</summary>
    public long? Unstable { get; internal init; }

    /// <summary>Reclaimable slab bytes.</summary>
    public long? SlabReclaimable { get; internal init; }

    /// <summary>Unreclaimable slab bytes.</summary>
    public long? SlabUnreclaimable { get; internal init; }

    /// <summary>Mapped file bytes, part of the file pages.</summary>
    public long? Mapped { get; internal init; }

    /// <summary>Shared memory bytes; on the anonymous lists or unevictable.</summary>
    public long? Shmem { get; internal init; }

    /// <summary>Page table bytes.</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Secondary page table bytes. Since 6.1.</summary>
    public long? SecPageTables { get; internal init; }

    /// <summary>Bounce buffer bytes.</summary>
    public long? Bounce { get; internal init; }

    /// <summary>Kernel memory outside slab that a shrinker can free, in bytes. Since 5.15.</summary>
    public long? KernelMiscReclaimable { get; internal init; }

    /// <summary>Free bytes, without per-CPU lists.</summary>
    public long? Free { get; internal init; }

    /// <summary>Free bytes on per-CPU lists. Since 4.1; before 4.1 the sum of the per-CPU block's <c>usd</c>.</summary>
    public long? FreePerCpu { get; internal init; }

    /// <summary>Free CMA bytes, part of <see cref="Free"/>. Since 3.10.</summary>
    public long? FreeCma { get; internal init; }

    /// <summary>Kernel stack bytes: the sum of the node lines (5.9 and later) or the zone lines.</summary>
    public long? KernelStack { get; internal init; }

    /// <summary>Compressed memory (zswap, zram) bytes: the sum of the zone lines. Since 6.18.</summary>
    public long? Zspages { get; internal init; }

    /// <summary>Huge page pools in bytes, used or not.</summary>
    public long? HugePages { get; internal init; }

    /// <summary>"total pagecache pages" in bytes: file, shared memory, buffers and swap cache.</summary>
    public long? PageCache { get; internal init; }

    /// <summary>"pages in swap cache" in bytes.</summary>
    public long? SwapCache { get; internal init; }

    /// <summary>"pages RAM" in bytes: present in all zones.</summary>
    public long? Ram { get; internal init; }

    /// <summary>"pages reserved" in bytes: not given to the page allocator.</summary>
    public long? Reserved { get; internal init; }

    /// <summary>"pages HighMem/MovableOnly" in bytes.</summary>
    public long? HighMem { get; internal init; }

    /// <summary>"pages cma reserved" in bytes. Since 3.19.</summary>
    public long? CmaReserved { get; internal init; }

    /// <summary>"pages hwpoisoned" in bytes. Since 3.16.</summary>
    public long? HardwarePoisoned { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => "Mem-Info";
}
