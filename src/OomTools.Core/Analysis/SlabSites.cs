namespace OomTools.Analysis;

/// <summary>
/// Which call sites took the objects of a slab cache. Traced caches say it themselves. Allocation profiling counts bytes and calls only,
/// but each call of a site takes an object of one size: sites are given to the cache of that size that has room for their objects. Probable,
/// not certain, where several caches have objects of one size.
/// </summary>
internal static class SlabSites
{
    // A site that takes objects of two caches has a mean size; up to here it is taken for the larger part.
    private const double Tolerance = 0.01;

    // slabinfo and allocinfo are read one after the other, and objects kept by a CPU count as active or not.
    private const double Slack = 0.03;

    // Fewer objects tell nothing about a cache.
    private const long FewestObjects = 16;

    /// <summary>Sets <see cref="SlabCache.AllocationSites"/>, those that hold most first.</summary>
    public static void Set(SlabCache[] caches, AllocationSite[] sites)
    {
        var found = new Dictionary<SlabCache, List<AllocationSite>>();
        foreach (IGrouping<SlabCache, AllocationSite> group in sites.Where(site => site.CacheName is not null)
            .GroupBy(site => Array.Find(caches, cache => cache.Name == site.CacheName || Array.IndexOf(cache.Aliases, site.CacheName) >= 0)!))
        {
            if (group.Key is not null)
                found[group.Key] = [.. group];
        }

        Match(caches, sites, found);
        foreach ((SlabCache cache, List<AllocationSite> own) in found)
            cache.AllocationSites = [.. own.OrderByDescending(site => site.Bytes)];
    }

    private static void Match(SlabCache[] caches, AllocationSite[] sites, Dictionary<SlabCache, List<AllocationSite>> found)
    {
        Room[] rooms = [.. caches.Where(cache => cache.ObjectSize > 0 && cache.ActiveObjects >= FewestObjects && !found.ContainsKey(cache))
            .Select(cache => new Room(cache)).OrderBy(room => room.Cache.ObjectSize)];
        long[] sizes = Array.ConvertAll(rooms, room => room.Cache.ObjectSize!.Value);
        foreach (AllocationSite site in sites.Where(site => site is { Method: AllocationSiteMethod.AllocInfo, IsOverlap: false, Bytes: > 0, Calls: >= FewestObjects })
            .OrderByDescending(site => site.Calls))
        {
            if (BestOf(rooms, sizes, site) is not { } room)
                continue;
            room.Left -= site.Calls;
            if (!found.TryGetValue(room.Cache, out List<AllocationSite>? own))
                found.Add(room.Cache, own = []);
            own.Add(site);
        }
    }

    // The cache that the site's objects fill best; one of the very size before one of nearly that size.
    private static Room? BestOf(Room[] rooms, long[] sizes, AllocationSite site)
    {
        double size = (double)site.Bytes / site.Calls;
        int first = Array.BinarySearch(sizes, (long)Math.Ceiling(size * (1 - Tolerance)));
        first = first < 0 ? ~first : first;
        while (first > 0 && sizes[first - 1] >= size * (1 - Tolerance))
            first--;
        Room? best = null;
        for (int i = first; i < rooms.Length && sizes[i] <= size * (1 + Tolerance); i++)
        {
            if (rooms[i].Left < site.Calls * (1 - Slack) || (sizes[i] != size && !IsBulk(rooms[i], site)))
                continue;
            // Two caches of one size and as many objects (a file has an entry in each of dentry and filp): names that are known decide.
            if (SlabOwners.CacheOf(site.Function) is { } owned && owned == rooms[i].Cache.Name)
                return rooms[i];
            if (SlabOwners.IsOwned(rooms[i].Cache.Name))
                continue;
            if (best is null || (best.Cache.ObjectSize != size && sizes[i] == size) || (sizes[i] == size && rooms[i].Left < best.Left))
                best = rooms[i];
        }
        return best;
    }

    // A mean size proves little: only of a site that has most of the cache.
    private static bool IsBulk(Room room, AllocationSite site) => site.Calls * 2 > room.Cache.ActiveObjects;

    private sealed class Room(SlabCache cache)
    {
        public SlabCache Cache => cache;

        public double Left { get; set; } = cache.ActiveObjects!.Value;
    }
}
