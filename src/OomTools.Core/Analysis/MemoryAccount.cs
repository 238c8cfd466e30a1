namespace OomTools.Analysis;

/// <summary>
/// Where the memory is, each page counted once, in bytes: user + kernel + free + unaccounted = total. Null is a term
/// whose counters are not in the log. Of the machine, of a cgroup, or of the nodes that a request was allowed.
/// </summary>
internal readonly record struct MemoryAccount
{
    /// <summary>All of it: the machine's RAM without what was reserved at boot, or the cgroup's limit.</summary>
    public long? Total { get; init; }

    /// <summary>Free, per-CPU lists included; for a cgroup the room below its limit.</summary>
    public long? Free { get; init; }

    /// <summary>All LRU lists and the huge page pools.</summary>
    public long? User { get; init; }

    /// <summary>What the kernel counts as its own.</summary>
    public long? Kernel { get; init; }

    /// <summary>The rest: no counter of the report owns it.</summary>
    public long? Unaccounted { get; init; }

    /// <summary>All LRU lists: user memory without huge page pools.</summary>
    public long? Lru { get; init; }

    /// <summary>Anonymous, without shared memory. What is locked is in <see cref="Unevictable"/>.</summary>
    public long? Anonymous { get; init; }

    /// <summary>tmpfs, System V, memfd.</summary>
    public long? Shared { get; init; }

    /// <summary>File cache, without shared memory.</summary>
    public long? File { get; init; }

    /// <summary>Locked: mlock, ramfs. In a cgroup a part of the other three, on a machine apart from them.</summary>
    public long? Unevictable { get; init; }

    public long? SlabReclaimable { get; init; }

    public long? SlabUnreclaimable { get; init; }

    public long? PageTables { get; init; }

    public long? KernelStack { get; init; }

    public long? HugePages { get; init; }

    /// <summary>Huge pages that nobody uses.</summary>
    public long? FreeHugePages { get; init; }

    /// <summary>zswap and zram: compressed anonymous memory. Machine: since 6.18; cgroup: since 5.19.</summary>
    public long? Compressed { get; init; }

    /// <summary>Cgroup only: per-CPU memory. Since 5.9.</summary>
    public long? Percpu { get; init; }

    /// <summary>Cgroup only: vmalloc memory. Since 5.17.</summary>
    public long? Vmalloc { get; init; }

    /// <summary>Cgroup only: socket buffers.</summary>
    public long? Sockets { get; init; }

    /// <summary>Both kinds of slab.</summary>
    public long? Slab => SlabReclaimable + SlabUnreclaimable;

    /// <summary>Kernel space as a whole: what it counts and what nobody counts, which in practice is its too.</summary>
    public long? KernelSpace => Kernel + Math.Max(0, Unaccounted ?? 0);

    /// <summary>The account that a report's verdict is about.</summary>
    public static MemoryAccount Of(OomReport report) =>
        report.Kind == OomKind.Cgroup ? CgroupAccount.Of(report) : OfMachine(report);

    /// <summary>The machine's account from the Mem-Info block. Source: <c>show_free_areas</c>; reference: see the field documentation of <see cref="OomMemInfo"/>.</summary>
    private static MemoryAccount OfMachine(OomReport report)
    {
        if (report.MemInfo is not OomMemInfo info)
            return default;

        long? anonymousLists = info.ActiveAnon + info.InactiveAnon + (info.IsolatedAnon ?? 0);
        long? fileLists = info.ActiveFile + info.InactiveFile + (info.IsolatedFile ?? 0);
        long? lru = anonymousLists + fileLists + (info.Unevictable ?? 0);
        long? user = lru + (info.HugePages ?? 0);
        long? kernel = info.SlabReclaimable + info.SlabUnreclaimable + info.PageTables
            + (info.SecPageTables ?? 0) + (info.KernelMiscReclaimable ?? 0) + (info.Bounce ?? 0)
            + (info.KernelStack ?? 0) + (info.Zspages ?? 0);
        long? free = info.Free + (info.FreePerCpu ?? 0);
        long? total = TotalOf(report, info);
        return new MemoryAccount
        {
            Total = total,
            Free = free,
            User = user,
            Kernel = kernel,
            Unaccounted = total - user - kernel - free,
            Lru = lru,
            Anonymous = AnonymousOf(anonymousLists, info.Shmem, info.Unevictable),
            Shared = info.Shmem,
            File = fileLists,
            Unevictable = info.Unevictable,
            SlabReclaimable = info.SlabReclaimable,
            SlabUnreclaimable = info.SlabUnreclaimable,
            PageTables = info.PageTables,
            KernelStack = info.KernelStack,
            HugePages = info.HugePages,
            FreeHugePages = FreeHugePagesOf(report.HugePagePools),
            Compressed = info.Zspages,
        };
    }

    /// <summary>"pages RAM" less "pages reserved"; where those lines are lost, what the zones manage, unless nodes were left out.</summary>
    private static long? TotalOf(OomReport report, OomMemInfo info)
    {
        if (info.Ram - info.Reserved is long total)
            return total;
        if (report.Kind is OomKind.Cpuset or OomKind.MemoryPolicy || report.Zones.Length == 0)
            return null;

        long managed = 0;
        foreach (MemoryZone zone in report.Zones)
        {
            if (zone.Managed is not long bytes)
                return null;
            managed += bytes;
        }

        return managed;
    }

    /// <summary>
    /// Shared memory is on the anonymous lists, but for what is locked (SHM_LOCK), which is unevictable: where it exceeds
    /// the lists, that is where the rest is.
    /// </summary>
    private static long? AnonymousOf(long? lists, long? shared, long? unevictable)
    {
        if (lists is not long all || shared is not long part)
            return lists;

        return Math.Max(0, all - Math.Max(0, part > all ? part - (unevictable ?? 0) : part));
    }

    private static long? FreeHugePagesOf(HugePagePool[] pools)
    {
        if (pools.Length == 0)
            return null;

        long free = 0;
        foreach (HugePagePool pool in pools)
            free += pool.Free * pool.PageSize;
        return free;
    }
}
