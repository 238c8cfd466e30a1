using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Snapshots;

/// <summary>A system as one side of a comparison with reports: only what reports tell too.</summary>
internal sealed class SystemAmounts(SystemRoot root)
{
    private readonly SlabCache[] _slabs = SlabInfo.Read(root).Value ?? [];

    /// <summary>
    /// Whether it is known which caches are reclaimable. A report lists the unreclaimable ones only: then a cache that it does not list
    /// was empty, otherwise nobody knows.
    /// </summary>
    public bool IsSlabWhole => Array.TrueForAll(_slabs, cache => cache.IsReclaimable is not null);

    /// <summary>Adds the machine. Files that cannot be read leave out their area; without meminfo there is nothing, and the result says why.</summary>
    public SystemReading<MemInfo> AddMachine(AmountSet set, CancellationToken cancellation)
    {
        SystemReading<MemInfo> info = MemInfoFile.Read(root);
        if (info.Value is null)
            return info;
        MemoryZone[] zones = ZoneInfo.Read(root).Value ?? [];
        set.Begin();
        if (MachineUsage.Of(info.Value, VmStat.Read(root).Value ?? [], zones, root.PageSize) is { } usage)
            Amounts.Add(set, usage);
        Amounts.AddZones(set, zones);
        if (_slabs.Length > 0)
            Amounts.AddSlabs(set, _slabs.Where(cache => cache.IsReclaimable != true));
        if (AllocInfo.Read(root).Value is { Length: > 0 } sites)
            Amounts.AddSites(set, sites, isWhole: true);
        AddProcesses(set, _ => true, cancellation);
        return info;
    }

    /// <summary>Adds a cgroup with the processes in it and below; the result says why there is nothing.</summary>
    public SystemReading<CgroupMemory> AddCgroup(AmountSet set, string path, CancellationToken cancellation)
    {
        SystemReading<CgroupMemory> cgroup = CgroupFiles.Read(root, path);
        if (cgroup.Value is null)
            return cgroup;
        set.Begin();
        if (CgroupUsage.Of(cgroup.Value) is { } usage)
            Amounts.Add(set, usage);
        Amounts.AddCgroup(set, cgroup.Value.Statistics);
        set.Add(DifferenceArea.Cgroup, "memory usage", cgroup.Value.Usage);
        set.Add(DifferenceArea.Cgroup, "memory limit", cgroup.Value.Limit);
        set.Add(DifferenceArea.Cgroup, "memory failures", cgroup.Value.LimitHits, isBytes: false);
        string name = cgroup.Value.Path;
        AddProcesses(set, process => process.CgroupPath is { } own && (own == name || own.StartsWith(name.TrimEnd('/') + '/', StringComparison.Ordinal)), cancellation);
        return cgroup;
    }

    private void AddProcesses(AmountSet set, Func<ProcessMemory, bool> isMeant, CancellationToken cancellation)
    {
        // A capture need not have its processes: that is not the same as having none.
        ProcessMemory[] all = ProcessTable.Read(root, cancellation);
        if (all.Length > 0)
            Amounts.AddProcesses(set, all.Where(isMeant));
    }
}
