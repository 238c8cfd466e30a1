using OomTools.Analysis;

namespace OomTools.Procfs;

/// <summary>
/// Reads what the OOM killer's arithmetic starts from. Source: <c>constrained_alloc</c> in mm/oom_kill.c, <c>mem_cgroup_get_max</c> in mm/memcontrol.c.
/// </summary>
internal static class OomDomains
{
    /// <summary>The whole machine: all memory and all swap.</summary>
    public static SystemReading<OomDomain> OfMachine(SystemRoot root)
    {
        SystemReading<MemInfo> info = MemInfoFile.Read(root);
        if (info.Value is not { } value)
            return SystemReading<OomDomain>.Failure(info.Path, info.Status, info.Error);
        return SystemReading<OomDomain>.Ok(info.Path, Start(root) with { TotalPages = Pages(root, value.MemTotal + (value.SwapTotal ?? 0)) });
    }

    /// <summary>Some nodes, as for a request that a cpuset or memory policy binds to them. All nodes with memory are the machine.</summary>
    public static SystemReading<OomDomain> OfNodes(SystemRoot root, int[] nodes)
    {
        SystemReading<OomDomain> machine = OfMachine(root);
        if (machine.Value is not { } domain)
            return machine;
        SystemReading<MemoryZone[]> reading = ZoneInfo.Read(root);
        if (reading.Value is not { } zones)
            return SystemReading<OomDomain>.Failure(reading.Path, reading.Status, reading.Error);

        long present = 0;
        bool isAll = true;
        foreach (MemoryZone zone in zones)
        {
            bool isIn = Array.IndexOf(nodes, zone.Node) >= 0;
            present += isIn ? zone.Present ?? 0 : 0;
            isAll &= isIn || zone.Present is null or 0;
        }

        return isAll ? machine : SystemReading<OomDomain>.Ok(reading.Path, domain with { Nodes = nodes, TotalPages = Pages(root, present + SwapTotal(root)) });
    }

    /// <summary>A cgroup whose limit is hit: its limit and the swap that it allows.</summary>
    public static SystemReading<OomDomain> OfCgroup(SystemRoot root, CgroupHierarchy hierarchy, string path)
    {
        SystemReading<CgroupMemory> own = CgroupFiles.Read(root, path);
        if (own.Value is not { } cgroup)
            return SystemReading<OomDomain>.Failure(own.Path, own.Status, own.Error);

        CgroupMemory? limited = Limited(root, cgroup);
        SystemReading<OomDomain> machine = OfMachine(root);
        OomDomain start = machine.Value ?? Start(root);
        string directory = hierarchy.DirectoryOf(cgroup.Path)!;
        return SystemReading<OomDomain>.Ok(own.Path, start with
        {
            CgroupPath = hierarchy.ProcessPathOf(cgroup.Path),
            IsWithoutChildren = cgroup.Version == 1 && Number(root, directory + "/memory.use_hierarchy") == 0,
            TotalPages = limited is null ? start.TotalPages : Pages(root, Maximum(root, hierarchy, limited)),
            LimitedBy = limited?.Path == cgroup.Path ? null : limited?.Path ?? "/",
            IsUnlimited = limited is null,
        });
    }

    /// <summary>The cgroup itself or the nearest above it that has a limit; null when none has.</summary>
    private static CgroupMemory? Limited(SystemRoot root, CgroupMemory cgroup)
    {
        CgroupMemory? current = cgroup;
        while (current is not null && current.Limit is null)
            current = current.Path == "/" ? null : CgroupFiles.Read(root, CgroupHierarchy.ParentOf(current.Path)).Value;

        return current;
    }

    private static long? Maximum(SystemRoot root, CgroupHierarchy hierarchy, CgroupMemory cgroup)
    {
        long limit = cgroup.Limit ?? 0;
        long? swappiness = cgroup.Version == 1
            ? Number(root, hierarchy.DirectoryOf(cgroup.Path) + "/memory.swappiness")
            : Number(root, "/proc/sys/vm/swappiness");
        if (swappiness == 0)
            return limit;

        // v1 limits memory and swap together, v2 swap alone. A kernel without a limit on swap counts all of it.
        long machine = SwapTotal(root);
        long? swap = cgroup.Version == 1 && cgroup.SwapLimit is { } both ? Math.Max(0, both - limit) : cgroup.SwapLimit;
        return KernelNumber.Add(limit, Math.Min(swap ?? machine, machine));
    }

    private static OomDomain Start(SystemRoot root) => new() { PageSize = root.PageSize, Release = KernelRelease.Parse(root.KernelRelease) };

    private static long SwapTotal(SystemRoot root) => MemInfoFile.Read(root).Value?.SwapTotal ?? 0;

    private static long? Pages(SystemRoot root, long? bytes) => bytes / root.PageSize;

    private static long? Number(SystemRoot root, string path)
    {
        using SystemFile file = root.Read(path);
        return KernelNumber.TryParsePrefix(file.Content, out long value) ? value : null;
    }
}
