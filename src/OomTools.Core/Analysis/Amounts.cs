using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>The amounts by which states are compared: of a report, and of what the kernel's files say.</summary>
internal static class Amounts
{
    /// <summary>Another state: a report.</summary>
    /// <param name="set">The side it is on.</param>
    /// <param name="report">The report.</param>
    /// <param name="isSlabWhole">
    /// Whether a cache it does not list is empty: it lists unreclaimable ones only, so that is for the other side to know.
    /// </param>
    public static void Add(AmountSet set, OomReport report, bool isSlabWhole = true)
    {
        set.Begin();
        AddAccount(set, report);
        AddZones(set, report.Zones);
        if (report.Slabs.Length > 0)
            AddSlabs(set, report.Slabs, isSlabWhole);
        // Only the ten largest are printed: what is not among them may be anything below.
        if (report.AllocationSites.Length > 0)
            AddSites(set, report.AllocationSites, isWhole: false);
        if (report.Tasks.Length > 0)
            AddTasks(set, report.Tasks);
        AddCgroup(set, report.CgroupStatistics);
        foreach (CgroupCounter counter in report.CgroupCounters)
        {
            set.Add(DifferenceArea.Cgroup, counter.Name + " usage", counter.Usage);
            set.Add(DifferenceArea.Cgroup, counter.Name + " limit", counter.Limit);
            set.Add(DifferenceArea.Cgroup, counter.Name + " failures", counter.FailCount, isBytes: false);
        }
    }

    /// <summary>The account of a machine or a cgroup.</summary>
    public static void Add(AmountSet set, MemoryUsage usage)
    {
        Memory(set, nameof(usage.TotalMemory), usage.TotalMemory);
        Memory(set, nameof(usage.FreeMemory), usage.FreeMemory);
        Memory(set, nameof(usage.UserMemory), usage.UserMemory);
        Memory(set, nameof(usage.KernelMemory), usage.KernelMemory);
        Memory(set, nameof(usage.UnaccountedMemory), usage.UnaccountedMemory);
        Memory(set, nameof(usage.AnonymousMemory), usage.AnonymousMemory);
        Memory(set, nameof(usage.SharedMemory), usage.SharedMemory);
        Memory(set, nameof(usage.FileMemory), usage.FileMemory);
        Memory(set, nameof(usage.Unevictable), usage.Unevictable);
        Memory(set, nameof(usage.HugePages), usage.HugePages);
        Memory(set, nameof(usage.SlabReclaimable), usage.SlabReclaimable);
        Memory(set, nameof(usage.SlabUnreclaimable), usage.SlabUnreclaimable);
        Memory(set, nameof(usage.KernelMiscReclaimable), usage.KernelMiscReclaimable);
        Memory(set, nameof(usage.KernelStack), usage.KernelStack);
        Memory(set, nameof(usage.PageTables), usage.PageTables);
        Memory(set, nameof(usage.SecPageTables), usage.SecPageTables);
        Memory(set, nameof(usage.Percpu), usage.Percpu);
        Memory(set, nameof(usage.Vmalloc), usage.Vmalloc);
        Memory(set, nameof(usage.Compressed), usage.Compressed);
        Memory(set, nameof(usage.Sockets), usage.Sockets);
        Memory(set, nameof(usage.Gpu), usage.Gpu);
        Memory(set, nameof(usage.OtherKernelMemory), usage.OtherKernelMemory);
        Memory(set, nameof(usage.SwapTotal), usage.SwapTotal);
        Memory(set, nameof(usage.SwapFree), usage.SwapFree);
    }

    /// <summary>Free memory, watermarks and lists of zones.</summary>
    public static void AddZones(AmountSet set, MemoryZone[] zones)
    {
        foreach (MemoryZone zone in zones)
        {
            string name = $"Node {zone.Node} {zone.Name} ";
            Zone(set, name + nameof(zone.Free), zone.Free);
            Zone(set, name + nameof(zone.Min), zone.Min);
            Zone(set, name + nameof(zone.Low), zone.Low);
            Zone(set, name + nameof(zone.High), zone.High);
            Zone(set, name + nameof(zone.Boost), zone.Boost);
            Zone(set, name + nameof(zone.Managed), zone.Managed);
            Zone(set, name + nameof(zone.Anonymous), zone.Anonymous);
            Zone(set, name + nameof(zone.File), zone.File);
            Zone(set, name + nameof(zone.Unevictable), zone.Unevictable);
            Zone(set, name + nameof(zone.FreeCma), zone.FreeCma);
            Zone(set, name + nameof(zone.FreePerCpu), zone.FreePerCpu);
        }
    }

    /// <summary>Slab caches; those of one name together.</summary>
    public static void AddSlabs(AmountSet set, IEnumerable<SlabCache> caches, bool isWhole = true)
    {
        set.BeginArea(DifferenceArea.Slab, isWhole);
        foreach (SlabCache cache in caches)
            set.Add(DifferenceArea.Slab, cache.Name, cache.Bytes);
    }

    /// <summary>Allocation sites.</summary>
    public static void AddSites(AmountSet set, AllocationSite[] sites, bool isWhole)
    {
        set.BeginArea(DifferenceArea.AllocationSite, isWhole);
        foreach (AllocationSite site in sites)
            set.Add(DifferenceArea.AllocationSite, site.ToString(), site.Bytes);
    }

    /// <summary>Tasks of one name together, by what is resident and in swap.</summary>
    public static void AddTasks(AmountSet set, OomTask[] tasks)
    {
        set.BeginArea(DifferenceArea.Task, isWhole: true);
        foreach (OomTask task in tasks)
            set.Add(DifferenceArea.Task, task.Name, Total.Add(task.Rss, task.Swap ?? 0));
    }

    /// <summary>Processes of one name together, by what is resident and in swap; kernel threads have nothing.</summary>
    public static void AddProcesses(AmountSet set, IEnumerable<ProcessMemory> processes)
    {
        set.BeginArea(DifferenceArea.Task, isWhole: true);
        foreach (ProcessMemory process in processes)
        {
            if (!process.HasNoMemory)
                set.Add(DifferenceArea.Task, process.Name, Total.Add(process.Rss ?? 0, process.Swap ?? 0));
        }
    }

    /// <summary>Statistics of a cgroup: the first one's, where the kernel prints those below it as well (up to 5.2).</summary>
    public static void AddCgroup(AmountSet set, CgroupStatistic[] statistics)
    {
        foreach (CgroupStatistic statistic in statistics)
        {
            if (statistic.Path == statistics[0].Path)
                set.Add(DifferenceArea.Cgroup, statistic.Name, statistic.Value, statistic.IsBytes);
        }
    }

    private static void AddAccount(AmountSet set, OomReport report)
    {
        Memory(set, nameof(report.TotalMemory), report.TotalMemory);
        Memory(set, nameof(report.FreeMemory), report.FreeMemory);
        Memory(set, nameof(report.UserMemory), report.UserMemory);
        Memory(set, nameof(report.KernelMemory), report.KernelMemory);
        Memory(set, nameof(report.UnaccountedMemory), report.UnaccountedMemory);
        Memory(set, nameof(report.AnonymousMemory), report.AnonymousMemory);
        Memory(set, nameof(report.SharedMemory), report.SharedMemory);
        Memory(set, nameof(report.FileMemory), report.FileMemory);
        Memory(set, nameof(report.HugePages), report.HugePages);
        Memory(set, nameof(report.SlabReclaimable), report.SlabReclaimable);
        Memory(set, nameof(report.SlabUnreclaimable), report.SlabUnreclaimable);
        Memory(set, nameof(report.KernelStack), report.KernelStack);
        Memory(set, nameof(report.PageTables), report.PageTables);
        Memory(set, nameof(report.SwapTotal), report.SwapTotal);
        Memory(set, nameof(report.SwapFree), report.SwapFree);
    }

    private static void Memory(AmountSet set, string name, long? bytes) => set.Add(DifferenceArea.Memory, name, bytes);

    private static void Zone(AmountSet set, string name, long? bytes) => set.Add(DifferenceArea.Zone, name, bytes);
}
