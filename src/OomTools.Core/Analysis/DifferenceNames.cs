namespace OomTools.Analysis;

/// <summary>What a snapshot knows of the names that a comparison has rows of.</summary>
internal sealed class DifferenceNames(MemorySnapshot snapshot)
{
    private readonly Dictionary<string, VmCounterGroup> _groups = First(snapshot.Counters, counter => counter.Name, counter => counter.Group);
    private readonly Dictionary<string, string?> _cgroups = First(snapshot.ProcessGroups, group => group.Name, group => group.CgroupPath);
    private readonly Dictionary<string, bool?> _reclaimable = First(snapshot.Slabs, cache => cache.Name, cache => cache.IsReclaimable);
    private readonly Dictionary<string, AllocationSite> _sites = First(snapshot.AllocationSites, site => site.ToString(), site => site);

    /// <summary>Whether a counter counts what goes wrong or costs time when memory is short.</summary>
    public bool IsTrouble(string counter) => _groups.GetValueOrDefault(counter)
        is VmCounterGroup.Oom or VmCounterGroup.Allocation or VmCounterGroup.Reclaim or VmCounterGroup.Refault or VmCounterGroup.Compaction or VmCounterGroup.Swap;

    /// <summary>Whether all processes of a name are in a cgroup or below it.</summary>
    public bool IsIn(string process, string cgroup, string below) =>
        _cgroups.GetValueOrDefault(process) is { } path && (path == cgroup || path.StartsWith(below, StringComparison.Ordinal));

    /// <summary>Whether a slab cache counts as reclaimable; null where that is not known.</summary>
    public bool? IsReclaimable(string cache) => _reclaimable.GetValueOrDefault(cache);

    /// <summary>Whether a site's pages hold what other sites count once more.</summary>
    public bool IsOverlap(string site) => _sites.GetValueOrDefault(site)?.IsOverlap == true;

    /// <summary>Whether a site is a module's.</summary>
    public bool IsOfModule(string site) => _sites.GetValueOrDefault(site)?.Module is not null;

    private static Dictionary<string, TValue> First<T, TValue>(T[] items, Func<T, string> name, Func<T, TValue> value)
    {
        var first = new Dictionary<string, TValue>(items.Length, StringComparer.Ordinal);
        foreach (T item in items)
            first.TryAdd(name(item), value(item));
        return first;
    }
}
