namespace OomTools.Analysis;

/// <summary>
/// A cgroup's account from its own statistics. Names: v2 (5.3 and later, printed on v1 systems too until 6.4) or v1
/// (cache, rss). Up to 5.2 every cgroup of the subtree has a line of its own: they are summed. v1 from 6.5 on prints
/// local values and <c>total_…</c>: the latter count. Source: <c>mem_cgroup_print_oom_meminfo</c> in mm/memcontrol.c.
/// </summary>
internal static class CgroupAccount
{
    /// <summary>The account of the cgroup whose limit was hit.</summary>
    public static MemoryAccount Of(OomReport report)
    {
        long? usage = report.CgroupUsage;
        long? total = report.CgroupLimit ?? usage;
        long? free = report.CgroupLimit is long limit && usage is long used ? Math.Max(0, limit - used) : total is null ? null : 0;
        Values values = Read(report.CgroupStatistics);
        MemoryAccount account = values.IsVersion1 ? Version1(values, report.CgroupCounters) : Version2(values);
        return account with
        {
            Total = total,
            Free = free,
            Lru = account.User,
            Unaccounted = total - account.User - account.Kernel - free,
            Unevictable = values.Unevictable,
        };
    }

    private static MemoryAccount Version2(in Values values)
    {
        // Since 5.19 the kernel sums its part itself; before, the parts that this kernel counts.
        long? slab = values.SlabReclaimable + values.SlabUnreclaimable ?? values.Slab;
        long? kernel = values.Kernel
            ?? (slab is null ? null : slab + (values.KernelStack ?? 0) + (values.PageTables ?? 0)
                + (values.SecPageTables ?? 0) + (values.Percpu ?? 0) + (values.Vmalloc ?? 0));
        long? file = values.File - (values.Shmem ?? 0);
        return new MemoryAccount
        {
            User = values.Anon + values.File + (values.Hugetlb ?? 0),
            Kernel = kernel + (values.Sock ?? 0),
            Anonymous = values.Anon,
            Shared = values.Shmem,
            File = file is long rest ? Math.Max(0, rest) : null,
            SlabReclaimable = values.SlabReclaimable,
            SlabUnreclaimable = values.SlabUnreclaimable,
            PageTables = values.PageTables,
            KernelStack = values.KernelStack,
            HugePages = values.Hugetlb,
            Compressed = values.Zswap,
            Percpu = values.Percpu,
            Vmalloc = values.Vmalloc,
            Sockets = values.Sock,
        };
    }

    private static MemoryAccount Version1(in Values values, CgroupCounter[] counters)
    {
        long? kernel = null;
        foreach (CgroupCounter counter in counters)
        {
            if (counter.Name == "kmem")
                kernel = counter.Usage;
        }

        // Before 4.12 shared memory is not told from the cache; it is what the anonymous lists hold beyond rss.
        long? shared = values.Shmem
            ?? (values.AnonymousLists - values.Anon is long rest ? Math.Clamp(rest, 0, Math.Max(0, values.File ?? 0)) : null);
        return new MemoryAccount
        {
            User = values.Anon + values.File,
            Kernel = kernel,
            Anonymous = values.Anon,
            Shared = shared,
            File = values.File - (shared ?? 0) is long file ? Math.Max(0, file) : null,
        };
    }

    private static Values Read(CgroupStatistic[] statistics)
    {
        var values = default(Values);
        foreach (CgroupStatistic statistic in statistics)
            values.Take(statistic.Name, statistic.Value);
        return values;
    }

    /// <summary>The values that count, summed over cgroups.</summary>
    private struct Values
    {
        private bool _hasTotals;

        public bool IsVersion1 { get; private set; }

        public long? Anon { get; private set; }

        public long? File { get; private set; }

        public long? Kernel { get; private set; }

        public long? KernelStack { get; private set; }

        public long? PageTables { get; private set; }

        public long? SecPageTables { get; private set; }

        public long? Percpu { get; private set; }

        public long? Sock { get; private set; }

        public long? Vmalloc { get; private set; }

        public long? Shmem { get; private set; }

        public long? Zswap { get; private set; }

        public long? Hugetlb { get; private set; }

        public long? Unevictable { get; private set; }

        public long? AnonymousLists { get; private set; }

        public long? Slab { get; private set; }

        public long? SlabReclaimable { get; private set; }

        public long? SlabUnreclaimable { get; private set; }

        public void Take(string? name, long value)
        {
            if (name is null || !TakeVersion1(name, value))
                TakeVersion2(name, value);
        }

        private bool TakeVersion1(string name, long value)
        {
            const string Total = "total_";
            if (name.StartsWith(Total, StringComparison.Ordinal))
            {
                if (!_hasTotals)
                    this = new Values { _hasTotals = true, IsVersion1 = true };
                TakeVersion1Value(name.AsSpan(Total.Length), value);
                return true;
            }

            // The local values of a dump that has totals must not be added to them.
            return _hasTotals || (name is not ("shmem" or "unevictable") && TakeVersion1Value(name, value));
        }

        private bool TakeVersion1Value(ReadOnlySpan<char> name, long value)
        {
            switch (name)
            {
                case "rss":
                    IsVersion1 = true;
                    Anon = (Anon ?? 0) + value;
                    return true;
                case "cache":
                    IsVersion1 = true;
                    File = (File ?? 0) + value;
                    return true;
                case "shmem":
                    Shmem = (Shmem ?? 0) + value;
                    return true;
                case "unevictable":
                    Unevictable = (Unevictable ?? 0) + value;
                    return true;
                case "inactive_anon" or "active_anon":
                    AnonymousLists = (AnonymousLists ?? 0) + value;
                    return true;
                default:
                    return false;
            }
        }

        private void TakeVersion2(string? name, long value)
        {
            switch (name)
            {
                case "anon":
                    Anon = (Anon ?? 0) + value;
                    break;
                case "file":
                    File = (File ?? 0) + value;
                    break;
                case "kernel":
                    Kernel = (Kernel ?? 0) + value;
                    break;
                case "kernel_stack":
                    KernelStack = (KernelStack ?? 0) + value;
                    break;
                case "pagetables":
                    PageTables = (PageTables ?? 0) + value;
                    break;
                case "sec_pagetables":
                    SecPageTables = (SecPageTables ?? 0) + value;
                    break;
                case "percpu":
                    Percpu = (Percpu ?? 0) + value;
                    break;
                case "sock":
                    Sock = (Sock ?? 0) + value;
                    break;
                case "vmalloc":
                    Vmalloc = (Vmalloc ?? 0) + value;
                    break;
                case "shmem":
                    Shmem = (Shmem ?? 0) + value;
                    break;
                case "zswap":
                    Zswap = (Zswap ?? 0) + value;
                    break;
                case "hugetlb":
                    Hugetlb = (Hugetlb ?? 0) + value;
                    break;
                case "unevictable":
                    Unevictable = (Unevictable ?? 0) + value;
                    break;
                case "slab":
                    Slab = (Slab ?? 0) + value;
                    break;
                case "slab_reclaimable":
                    SlabReclaimable = (SlabReclaimable ?? 0) + value;
                    break;
                case "slab_unreclaimable":
                    SlabUnreclaimable = (SlabUnreclaimable ?? 0) + value;
                    break;
            }
        }
    }
}
