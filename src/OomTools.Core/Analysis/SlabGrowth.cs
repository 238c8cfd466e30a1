namespace OomTools.Analysis;

/// <summary>What slab caches gained between two readings of slabinfo.</summary>
internal static class SlabGrowth
{
    /// <summary>
    /// Sets the changes of the later caches. A cache that was not there before grew from nothing. Caches of one name (drivers
    /// make them) are told apart by their order, which the kernel keeps.
    /// </summary>
    public static void Set(SlabCache[] earlier, SlabCache[] later, TimeSpan elapsed, DateTime time)
    {
        var before = new Dictionary<(string Name, int Index), SlabCache>(earlier.Length);
        var seen = new Dictionary<string, int>(earlier.Length, StringComparer.Ordinal);
        foreach (SlabCache cache in earlier)
            before[(cache.Name, Next(seen, cache.Name))] = cache;

        seen.Clear();
        foreach (SlabCache cache in later)
        {
            _ = before.TryGetValue((cache.Name, Next(seen, cache.Name)), out SlabCache? old);
            cache.Time = time;
            cache.Delta = cache.Bytes - (old?.Bytes ?? 0);
            if (elapsed <= TimeSpan.Zero)
                continue;
            cache.Rate = cache.Delta / elapsed.TotalSeconds;
            cache.ObjectRate = (cache.ActiveObjects - (old?.ActiveObjects ?? 0)) / elapsed.TotalSeconds;
        }
    }

    private static int Next(Dictionary<string, int> seen, string name)
    {
        int index = seen.GetValueOrDefault(name);
        seen[name] = index + 1;
        return index;
    }
}
