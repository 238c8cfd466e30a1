using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Sites;

namespace OomTools.Analysis;

/// <summary>Slab caches together with what could be freed of them, and who took their objects.</summary>
internal static class SlabJoin
{
    /// <summary>Sets what is freeable. Asks each shrinker, which costs on a machine with thousands of cgroups.</summary>
    /// <returns>Whether the kernel shows its shrinkers; without them only unused dentries are known.</returns>
    public static ShrinkerSource AddShrinkers(SystemRoot root, SlabCache[] caches, CancellationToken cancellation = default)
    {
        var directory = ShrinkerDirectory.Open(root);
        var reader = new ShrinkerReader(root, directory, byCgroup: false, byNode: false);
        var shrinkers = new List<KernelShrinker>();
        foreach ((string name, int id) in directory.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            shrinkers.AddRange(reader.Read(name, id));
        }
        SlabFreeable.Set(caches, [.. shrinkers], new ShrinkerEstimate(caches, root.PageSize), DentryState.ReadUnused(root));
        return directory.Source;
    }

    /// <summary>Sets who took the objects, by the best source that the kernel has.</summary>
    public static SystemReading<AllocationSite[]> AddSites(SystemRoot root, SlabCache[] caches, CancellationToken cancellation = default)
    {
        SystemReading<AllocationSite[]> reading = CallSites.Read(root, cancellation);
        if (reading.Value is { } sites)
            SlabSites.Set(caches, sites);
        return reading;
    }
}
