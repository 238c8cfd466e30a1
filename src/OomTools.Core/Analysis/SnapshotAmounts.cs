namespace OomTools.Analysis;

/// <summary>The amounts by which snapshots are compared.</summary>
internal static class SnapshotAmounts
{
    // Amounts that are no pages: KiB, huge pages, limits, nodes of a tree.
    private static readonly string[] s_notPages = ["stack", "hugepages", "pmdmapped", "threshold", "workingset_nodes"];

    /// <summary>One side of a comparison.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="withCounters">Whether events are counted from the same boot on, so that they compare.</param>
    public static AmountSet Of(MemorySnapshot snapshot, bool withCounters)
    {
        var set = new AmountSet();
        set.Begin();
        if (snapshot.Usage is { } usage)
            Amounts.Add(set, usage);
        Amounts.AddZones(set, snapshot.Zones);
        if (snapshot.Slabs.Length > 0)
            Amounts.AddSlabs(set, snapshot.Slabs);
        AddProcesses(set, snapshot.ProcessGroups);
        AddCgroups(set, snapshot.Cgroups);
        AddKernel(set, snapshot);
        if (withCounters)
            AddCounters(set, snapshot);
        return set;
    }

    /// <summary>What a cgroup holds without its file cache, which grows and shrinks with what it reads.</summary>
    private static long? WithoutFileCache(MemoryUsage cgroup) => cgroup.TotalMemory - cgroup.FreeMemory - (cgroup.FileMemory ?? 0);

    private static void AddProcesses(AmountSet set, ProcessGroup[] groups)
    {
        if (groups.Length == 0)
            return;
        set.BeginArea(DifferenceArea.Task, isWhole: true);
        foreach (ProcessGroup group in groups)
            set.Add(DifferenceArea.Task, group.Name, group.OwnMemory);
    }

    private static void AddCgroups(AmountSet set, MemoryUsage[] cgroups)
    {
        if (cgroups.Length == 0)
            return;
        set.BeginArea(DifferenceArea.Cgroup, isWhole: true);
        foreach (MemoryUsage cgroup in cgroups)
            set.Add(DifferenceArea.Cgroup, cgroup.CgroupPath ?? "", WithoutFileCache(cgroup));
    }

    private static void AddKernel(AmountSet set, MemorySnapshot snapshot)
    {
        if (snapshot.AllocationSites.Length > 0)
            Amounts.AddSites(set, snapshot.AllocationSites, isWhole: true);
        if (snapshot.Shrinkers.Length == 0)
            return;
        set.BeginArea(DifferenceArea.Shrinker, isWhole: true);
        foreach (KernelShrinker shrinker in snapshot.Shrinkers)
            set.Add(DifferenceArea.Shrinker, shrinker.Name, shrinker.Objects, isBytes: false);
    }

    private static void AddCounters(AmountSet set, MemorySnapshot snapshot)
    {
        int pageSize = Array.Find(snapshot.Zones, zone => zone.PageSize is not null)?.PageSize ?? 0;
        foreach (VmCounter counter in snapshot.Counters)
        {
            if (!counter.IsGauge)
                set.Add(DifferenceArea.Counter, counter.Name, counter.Value, isBytes: false);
            else if (pageSize > 0 && !Array.Exists(s_notPages, part => counter.Name.Contains(part, StringComparison.Ordinal)))
                set.Add(DifferenceArea.Counter, counter.Name, Procfs.KernelNumber.Multiply(counter.Value, pageSize));
        }
    }
}
