namespace OomTools.Analysis;

/// <summary>What shrinkers and call sites add to a verdict about slab, in a few words.</summary>
internal static class SlabFinding
{
    // Below this the cache is in use, and who took it matters more.
    private const double Freeable = 0.5;

    // One site that took most of a cache explains it.
    private const double Most = 0.5;

    /// <summary>
    /// Such as <c>dentry holds 4.1 GiB, 97 % freeable, nobody asked.</c> Null when nothing is known beyond the cache's size.
    /// </summary>
    /// <param name="caches">Caches with what was joined to them.</param>
    /// <param name="counters">Counters of vmstat.</param>
    public static string? Of(SlabCache[] caches, VmCounter[] counters)
    {
        SlabCache? largest = null;
        foreach (SlabCache cache in caches)
            largest = largest is null || cache.Bytes > largest.Bytes ? cache : largest;
        if (largest is null)
            return null;
        var text = new Sentence();
        text.Name(largest.Name).Say(" holds ").Size(largest.Bytes);
        bool says = SayJoined(text, largest, counters);
        return says ? text.Say(".").Finish() : null;
    }

    /// <summary>Says ", 97 % freeable, nobody asked", and who took its objects; whether anything is known of that.</summary>
    public static bool SayJoined(Sentence text, SlabCache cache, VmCounter[] counters)
    {
        bool says = false;
        if (cache.FreeableShare is { } share)
        {
            says = true;
            text.Say(", ").Share(share).Say(" freeable");
            if (share >= Freeable && IsUnasked(counters))
                text.Say(", nobody asked");
        }
        if (cache.AllocationSites is [{ } site, ..] && cache.ActiveObjects is { } objects && site.Calls >= objects * Most)
        {
            says = true;
            text.Say(", allocated by ").Name(site.Function);
            if (site.File is { } file)
                text.Say(" (").Name(file).Say(":").Number(site.Line ?? 0).Say(")");
            if (site.Module is { } module)
                text.Say(" of module ").Name(module);
        }
        return says;
    }

    // slabs_scanned counts the objects that shrinkers were asked to look at, since boot.
    private static bool IsUnasked(VmCounter[] counters) => Array.Find(counters, counter => counter.Name == "slabs_scanned") is { Value: 0 };
}
