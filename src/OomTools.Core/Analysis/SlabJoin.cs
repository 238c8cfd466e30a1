using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Sites;

namespace OomTools.Analysis;

/// <summary>Slab caches together with what could be freed of them, and who took their objects.</summary>
internal static class SlabJoin
{
    /// <summary>Sets what is freeable. Asks each shrinker, which costs on a machine with thousands of cgroups.</summary>
    /// <returns>Whether the kernel shows its shrinkers; without them only unused dentries are known.</returns>
    public static ShrinkerSource AddShrinkers(SystemRoot root, SlabCache[] caches, CancellationToken cancellation = default) =>
        AddShrinkers(root, caches, caches, long.MaxValue, cancellation);

    /// <summary>Sets what is freeable of some caches: only shrinkers of these are asked.</summary>
    /// <param name="root">The system.</param>
    /// <param name="caches">All caches.</param>
    /// <param name="wanted">Those that matter.</param>
    /// <param name="mostQuestions">Each shrinker is asked for each cgroup: if it were more than so many, none is asked.</param>
    /// <param name="cancellation">Ends it between two shrinkers.</param>
    /// <returns>Whether the kernel shows its shrinkers.</returns>
    public static ShrinkerSource AddShrinkers(SystemRoot root, SlabCache[] caches, SlabCache[] wanted, long mostQuestions, CancellationToken cancellation)
    {
        var directory = ShrinkerDirectory.Open(root);
        var estimate = new ShrinkerEstimate(caches, root.PageSize, UnusedInodes.ReadMost(root));
        (string Name, int Id)[] entries = wanted == caches
            ? directory.Entries
            : Array.FindAll(directory.Entries, entry => estimate.SlabsOf(entry.Name).Any(cache => Array.IndexOf(wanted, cache) >= 0));
        var shrinkers = new List<KernelShrinker>();
        if (mostQuestions == long.MaxValue || CgroupCount.Read(root) * entries.Length <= mostQuestions)
        {
            var reader = new ShrinkerReader(root, directory, byCgroup: false, byNode: false, estimate);
            foreach ((string name, int id) in entries)
            {
                cancellation.ThrowIfCancellationRequested();
                shrinkers.AddRange(reader.Read(name, id));
            }
        }
        SlabFreeable.Set(caches, [.. shrinkers], estimate, DentryState.ReadUnused(root));
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
