using OomTools.Analysis;
using OomTools.Procfs;

namespace OomTools.Snapshots;

/// <summary>The memory of all cgroups of a hierarchy.</summary>
internal static class CgroupSurvey
{
    /// <summary>Cgroups that are kept.</summary>
    public const int MostCgroups = 500;

    /// <summary>The largest cgroups by what they hold, largest first; those that vanish meanwhile are left out.</summary>
    public static MemoryUsage[] Read(SystemRoot root, CgroupHierarchy hierarchy, CancellationToken cancellation)
    {
        var usages = new List<(string Path, long Usage)>();
        string file = hierarchy.Version == 1 ? "/memory.usage_in_bytes" : "/memory.current";
        // The root has no such file, but in a cgroup namespace of v2 it is a container's cgroup.
        IEnumerable<string> top = hierarchy.Version == 2 ? ["/"] : [];
        foreach (string path in top.Concat(CgroupTree.All(root, hierarchy)))
        {
            cancellation.ThrowIfCancellationRequested();
            using SystemFile usage = root.Read(hierarchy.MountPoint + path + file);
            if (KernelNumber.TryParsePrefix(usage.Content, out long bytes) && bytes > 0)
                usages.Add((path, bytes));
        }

        var cgroups = new List<MemoryUsage>();
        foreach ((string path, _) in usages.OrderByDescending(usage => usage.Usage).ThenBy(usage => usage.Path, StringComparer.Ordinal).Take(MostCgroups))
        {
            cancellation.ThrowIfCancellationRequested();
            if (CgroupFiles.Read(root, hierarchy, path).Value is not { } cgroup || CgroupUsage.Of(cgroup) is not { } account)
                continue;
            UsageVerdict.Explain(account, cgroup, cgroup.Limit is null ? CgroupFiles.LimitAbove(root, hierarchy, cgroup.Path) : null);
            cgroups.Add(account);
        }

        return [.. cgroups];
    }
}
