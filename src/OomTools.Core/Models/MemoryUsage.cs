namespace OomTools;

/// <summary>
/// Where all memory is, of the machine or of a cgroup. Sizes are bytes; names as in <see cref="OomReport"/>.
/// <see cref="UserMemory"/> + <see cref="KernelMemory"/> + <see cref="FreeMemory"/> + <see cref="UnaccountedMemory"/> are
/// exactly <see cref="TotalMemory"/>. Null is what this kernel does not count.
/// </summary>
public sealed class MemoryUsage
{
    /// <summary>The cgroup; null for the whole machine.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>MemTotal; for a cgroup its limit, or its usage where it has no limit.</summary>
    public long? TotalMemory { get; internal init; }

    /// <summary>Free, with the free pages on the lists of the CPUs; for a cgroup the room below its limit.</summary>
    public long? FreeMemory { get; internal init; }

    /// <summary>All LRU lists and huge page pools.</summary>
    public long? UserMemory { get; internal init; }

    /// <summary>What the kernel counts as its own; the sum of the parts below.</summary>
    public long? KernelMemory { get; internal init; }

    /// <summary>
    /// No counter owns it: pages drivers took from the page allocator, network buffers, a balloon. 1 to 3 % are normal on a
    /// machine. Slightly negative when counters were read at different moments.
    /// </summary>
    public long? UnaccountedMemory { get; internal init; }

    /// <summary>What fills the memory.</summary>
    public OomCause Cause { get; internal set; }

    /// <summary>The verdict in one sentence, in the words of the OOM reports.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>Anonymous memory without shared memory; on a machine without what is locked.</summary>
    public long? AnonymousMemory { get; internal init; }

    /// <summary>tmpfs, System V shared memory, memfd.</summary>
    public long? SharedMemory { get; internal init; }

    /// <summary>File cache without shared memory; on a machine without what is locked.</summary>
    public long? FileMemory { get; internal init; }

    /// <summary>
    /// Locked memory (mlock, SHM_LOCK, ramfs); locked shared memory is in <see cref="SharedMemory"/> as well, and in a cgroup
    /// all of it is part of the three above.
    /// </summary>
    public long? Unevictable { get; internal init; }

    /// <summary>Huge page pools, used or not.</summary>
    public long? HugePages { get; internal init; }

    /// <summary>Reclaimable slab.</summary>
    public long? SlabReclaimable { get; internal init; }

    /// <summary>Unreclaimable slab.</summary>
    public long? SlabUnreclaimable { get; internal init; }

    /// <summary>Kernel memory outside slab that a shrinker can free. Since 4.20.</summary>
    public long? KernelMiscReclaimable { get; internal init; }

    /// <summary>Kernel stacks.</summary>
    public long? KernelStack { get; internal init; }

    /// <summary>Page tables of processes.</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Page tables of KVM guests and IOMMUs. Since 6.1.</summary>
    public long? SecPageTables { get; internal init; }

    /// <summary>Per-CPU memory. Since 4.19.</summary>
    public long? Percpu { get; internal init; }

    /// <summary>vmalloc without the kernel stacks in it; null up to 5.2, where the kernel does not tell.</summary>
    public long? Vmalloc { get; internal init; }

    /// <summary>The pool of zswap and zram: compressed anonymous memory.</summary>
    public long? Compressed { get; internal init; }

    /// <summary>Socket buffers charged to a cgroup; the machine has no such counter.</summary>
    public long? Sockets { get; internal init; }

    /// <summary>Memory of GPU drivers, in use and in pools. Since 7.1.</summary>
    public long? Gpu { get; internal init; }

    /// <summary>The rest of <see cref="KernelMemory"/>: bounce buffers, broken pages, what a cgroup does not break down.</summary>
    public long? OtherKernelMemory { get; internal init; }

    /// <summary>Free pages on the lists of the CPUs, part of <see cref="FreeMemory"/>. Null where zoneinfo could not be read.</summary>
    public long? FreePerCpu { get; internal init; }

    /// <summary>The kernel's estimate of what can be had without swapping.</summary>
    public long? AvailableMemory { get; internal init; }

    /// <summary>Both kinds of slab.</summary>
    public long? Slab => SlabReclaimable + SlabUnreclaimable;

    /// <summary>All LRU lists: user memory without huge page pools.</summary>
    public long? Lru => UserMemory - (HugePages ?? 0);

    /// <summary>Swap space.</summary>
    public long? SwapTotal { get; internal init; }

    /// <summary>Free swap space.</summary>
    public long? SwapFree { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Summary;
}
