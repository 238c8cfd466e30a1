using OomTools.Procfs;

namespace OomTools.Analysis;

/// <summary>Where a cgroup's memory is, by its memory.stat.</summary>
internal static class CgroupUsage
{
    /// <summary>The account; null without the number of bytes charged.</summary>
    public static MemoryUsage? Of(CgroupMemory cgroup)
    {
        if (cgroup.Usage is not { } usage)
            return null;
        var values = new Values(cgroup.Statistics);
        long anonymous = values["anon"] ?? values["rss"] ?? 0;
        long cache = values["file"] ?? values["cache"] ?? 0;
        // v1 before 4.12 does not tell shared memory from the cache; it is what the anonymous lists hold beyond rss.
        long? shared = values["shmem"]
            ?? (values["inactive_anon"] + values["active_anon"] - values["rss"] is { } rest ? Math.Clamp(rest, 0, cache) : null);
        long? huge = values["hugetlb"];
        long user = anonymous + cache + (huge ?? 0);
        long? kernel = Kernel(cgroup, values, out long other);
        // The usage of v1's root is what is on the lists; what its cgroups were charged for kernel memory is apart.
        if (cgroup is { Version: 1, Path: "/", Limit: null } && usage - user < kernel)
            usage = KernelNumber.Add(usage, kernel ?? 0);
        long total = Math.Max(cgroup.Limit ?? usage, usage);
        return new MemoryUsage
        {
            CgroupPath = cgroup.Path,
            TotalMemory = total,
            FreeMemory = total - usage,
            UserMemory = user,
            KernelMemory = kernel,
            UnaccountedMemory = usage - user - kernel,
            AnonymousMemory = anonymous,
            SharedMemory = shared,
            FileMemory = Math.Max(0, cache - (shared ?? 0)),
            Unevictable = values["unevictable"],
            HugePages = huge,
            SlabReclaimable = values["slab_reclaimable"],
            SlabUnreclaimable = values["slab_unreclaimable"],
            KernelStack = values["kernel_stack"],
            PageTables = values["pagetables"],
            SecPageTables = values["sec_pagetables"],
            Percpu = values["percpu"],
            Vmalloc = values["vmalloc"],
            Compressed = values["zswap"],
            Sockets = values["sock"],
            OtherKernelMemory = other,
        };
    }

    /// <summary>
    /// The <c>kernel</c> of memory.stat (5.19 and later) or v1's kmem counts all kernel memory but the sockets; without it the
    /// parts are added. What the parts do not explain is <paramref name="other"/>.
    /// </summary>
    private static long? Kernel(CgroupMemory cgroup, Values values, out long other)
    {
        long sockets = values["sock"] ?? 0;
        long parts = (values["slab_reclaimable"] ?? 0) + (values["slab_unreclaimable"] ?? 0) + (values["kernel_stack"] ?? 0)
            + (values["pagetables"] ?? 0) + (values["sec_pagetables"] ?? 0) + (values["percpu"] ?? 0) + (values["vmalloc"] ?? 0);
        other = Math.Max(0, (cgroup.KernelUsage ?? parts) - parts);
        return parts + other + sockets;
    }

    private readonly struct Values(CgroupStatistic[] statistics)
    {
        public long? this[string name] => Array.Find(statistics, value => value.Name == name)?.Value;
    }
}
