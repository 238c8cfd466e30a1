using OomTools.Shrinkers;

namespace OomTools.Analysis;

/// <summary>
/// How much of a slab cache could be freed at once: what its shrinkers count, and where the kernel does not show shrinkers, what it counts
/// itself as unused (dentries and inodes). Upper bounds: one object in use keeps its whole slab.
/// </summary>
internal static class SlabFreeable
{
    /// <summary>Sets <see cref="SlabCache.FreeableObjects"/> and <see cref="SlabCache.Shrinkers"/>.</summary>
    /// <param name="caches">The caches.</param>
    /// <param name="shrinkers">Shrinkers, each one once; empty where the kernel does not show them.</param>
    /// <param name="estimate">Which slabs the objects of a shrinker are from.</param>
    /// <param name="unusedDentries">nr_unused of <c>/proc/sys/fs/dentry-state</c>; null where not readable.</param>
    public static void Set(SlabCache[] caches, KernelShrinker[] shrinkers, ShrinkerEstimate estimate, long? unusedDentries)
    {
        var found = new Dictionary<SlabCache, (long Objects, long Most, List<string> Names)>();
        foreach (KernelShrinker shrinker in shrinkers.OrderByDescending(shrinker => shrinker.Objects))
        {
            if (shrinker.Objects <= 0)
                continue;
            foreach (SlabCache cache in estimate.SlabsOf(shrinker.Name))
            {
                (long objects, _, List<string> names) = found.GetValueOrDefault(cache, (0, 0, []));
                names.Add(shrinker.Name);
                found[cache] = (Procfs.KernelNumber.Add(objects, shrinker.Objects), estimate.MostOf(shrinker.Name, cache.Name), names);
            }
        }

        foreach ((SlabCache cache, (long objects, long most, List<string> names)) in found)
        {
            cache.FreeableObjects = Math.Min(Math.Min(objects, most), cache.ActiveObjects ?? objects);
            cache.Shrinkers = [.. names];
        }

        // The kernel's own count is exact: a superblock's shrinker counts inodes as well.
        if (unusedDentries is { } unused && Array.Find(caches, cache => cache.Name == "dentry") is { } dentries)
            dentries.FreeableObjects = Math.Min(unused, dentries.ActiveObjects ?? unused);
    }
}
