namespace OomTools.Analysis;

/// <summary>
/// Where the machine's memory is. User pages are counted by the LRU lists, on which each of them is once, and not by
/// AnonPages and Cached, which overlap in the swap cache.
/// </summary>
internal static class MachineUsage
{
    /// <summary>The account; null without MemTotal, MemFree or the LRU lists (before 2.6.28).</summary>
    public static MemoryUsage? Of(MemInfo info, VmCounter[] counters, MemoryZone[] zones, int pageSize)
    {
        if (info is not { MemTotal: { } total, MemFree: { } free, ActiveAnon: { } activeAnon, InactiveAnon: { } inactiveAnon, ActiveFile: { } activeFile, InactiveFile: { } inactiveFile })
            return null;
        long? perCpu = PerCpuFree(zones);
        long anonymousLists = activeAnon + inactiveAnon + (Bytes(counters, "nr_isolated_anon", pageSize) ?? 0);
        long fileLists = activeFile + inactiveFile + (Bytes(counters, "nr_isolated_file", pageSize) ?? 0);
        long huge = HugePages(info) ?? 0;
        long user = anonymousLists + fileLists + (info.Unevictable ?? 0) + huge;
        KernelParts kernel = KernelParts.Of(info, Bytes(counters, "nr_zspages", pageSize));
        long allFree = free + (perCpu ?? 0);
        return new MemoryUsage
        {
            TotalMemory = total,
            FreeMemory = allFree,
            UserMemory = user,
            KernelMemory = kernel.Sum,
            UnaccountedMemory = total - user - kernel.Sum - allFree,
            AnonymousMemory = AnonymousWithoutShared(info, anonymousLists),
            SharedMemory = info.Shmem,
            FileMemory = fileLists,
            Unevictable = info.Unevictable,
            HugePages = huge,
            SlabReclaimable = info.SReclaimable,
            SlabUnreclaimable = info.SUnreclaim,
            KernelMiscReclaimable = kernel.MiscReclaimable,
            KernelStack = info.KernelStack,
            PageTables = info.PageTables,
            SecPageTables = info.SecPageTables,
            Percpu = info.Percpu,
            Vmalloc = kernel.Vmalloc,
            Compressed = kernel.Compressed,
            Gpu = kernel.Gpu,
            OtherKernelMemory = kernel.Other,
            FreePerCpu = perCpu,
            AvailableMemory = info.MemAvailable,
            SwapTotal = info.SwapTotal,
            SwapFree = info.SwapFree,
        };
    }

    /// <summary>
    /// Shared memory is on the anonymous lists, but for what SHM_LOCK put on the unevictable one. That part is what
    /// AnonPages and Shmem have together beyond the lists; mlock'ed memory (Mlocked) is not meant by it.
    /// </summary>
    private static long AnonymousWithoutShared(MemInfo info, long lists)
    {
        long shared = info.Shmem ?? 0;
        long lockable = Math.Max(0, (info.Unevictable ?? 0) - (info.Mlocked ?? 0));
        long locked = Math.Clamp((info.AnonPages ?? 0) + shared - lists, 0, Math.Min(lockable, shared));
        return Math.Max(0, lists - (shared - locked));
    }

    // Before 4.16 only the default size can be known from meminfo.
    private static long? HugePages(MemInfo info) => info.Hugetlb ?? info.HugePools ?? (info.HugePagesTotal * info.HugePageSize);

    private static long? PerCpuFree(MemoryZone[] zones)
    {
        long? sum = null;
        foreach (MemoryZone zone in zones)
        {
            if (zone.FreePerCpu is { } bytes)
                sum = (sum ?? 0) + bytes;
        }
        return sum;
    }

    private static long? Bytes(VmCounter[] counters, string name, int pageSize) =>
        Array.Find(counters, counter => counter.Name == name) is { } counter ? counter.Value * pageSize : null;
}
