namespace OomTools;

/// <summary>
/// A slab cache. Sizes are bytes. Source: <c>/proc/slabinfo</c>, <c>/sys/kernel/slab</c>, or "Unreclaimable slab info" of an
/// OOM report, which has names and sizes only.
/// </summary>
public sealed class SlabCache
{
    private readonly ISlabLookup? _lookup;
    private string[]? _aliases;
    private bool? _isReclaimable;
    private bool _isKindKnown;

    /// <summary>A cache that knows of itself what it is given.</summary>
    public SlabCache()
    {
    }

    /// <summary>A cache of the running kernel, whose aliases and kind are looked up when they are asked for: they never change.</summary>
    internal SlabCache(ISlabLookup? lookup) => _lookup = lookup;

    /// <summary>Name of the cache. SLUB merges caches of one size under the name of the first.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Objects in use; null where only sizes are printed (OOM report).</summary>
    public long? ActiveObjects { get; internal init; }

    /// <summary>Objects there is room for; null where only sizes are printed.</summary>
    public long? TotalObjects { get; internal init; }

    /// <summary>Size of one object with its metadata, in bytes; null where not printed.</summary>
    public long? ObjectSize { get; internal init; }

    /// <summary>Memory the cache holds, in bytes.</summary>
    public long Bytes { get; internal init; }

    /// <summary>Memory of the objects in use, in bytes.</summary>
    public long ActiveBytes { get; internal init; }

    /// <summary>Bytes held that no object in use occupies: free objects and what slabs cannot be cut into.</summary>
    public long Waste => Bytes - ActiveBytes;

    /// <summary>Part of the held memory that objects in use occupy, 0 to 1; null for an empty cache.</summary>
    public double? Fill => Bytes > 0 ? (double)ActiveBytes / Bytes : null;

    /// <summary>Objects in one slab (<c>objperslab</c>); null in an OOM report.</summary>
    public long? ObjectsPerSlab { get; internal init; }

    /// <summary>Pages of one slab (<c>pagesperslab</c>); null in an OOM report.</summary>
    public long? PagesPerSlab { get; internal init; }

    /// <summary>Slabs with an object in use (<c>active_slabs</c>); SLUB says <see cref="Slabs"/>. Null in an OOM report.</summary>
    public long? ActiveSlabs { get; internal init; }

    /// <summary>Slabs (<c>num_slabs</c>); null in an OOM report.</summary>
    public long? Slabs { get; internal init; }

    /// <summary>
    /// Whether the memory counts as reclaimable (<c>reclaim_account</c> of /sys/kernel/slab); null where that is not readable.
    /// </summary>
    public bool? IsReclaimable
    {
        get
        {
            if (!_isKindKnown)
                (_isReclaimable, _isKindKnown) = (_lookup?.IsReclaimable(Name), true);
            return _isReclaimable;
        }

        internal init => (_isReclaimable, _isKindKnown) = (value, true);
    }

    /// <summary>Other names of the cache: SLUB merges caches of one size and kind (links in /sys/kernel/slab).</summary>
    public string[] Aliases
    {
        get => _aliases ??= _lookup?.AliasesOf(Name) ?? [];
        internal init => _aliases = value;
    }

    /// <summary>Change of <see cref="Bytes"/> since the reading before; null without one.</summary>
    public long? Delta { get; internal set; }

    /// <summary>Change of <see cref="Bytes"/> per second since the reading before; null without one.</summary>
    public double? Rate { get; internal set; }

    /// <summary>Change of <see cref="ActiveObjects"/> per second since the reading before; null without one.</summary>
    public double? ObjectRate { get; internal set; }

    /// <summary>When it was read (UTC); only where it is compared with a reading before.</summary>
    public DateTime? Time { get; internal set; }

    /// <summary>Shrinkers that free objects of this cache; empty without -WithShrinker, and where the kernel does not show them.</summary>
    public string[] Shrinkers { get; internal set; } = [];

    /// <summary>
    /// Objects that shrinkers could free now, at most all that are in use; null without -WithShrinker, and where the kernel does not tell. An upper
    /// bound: what a shrinker counts may be objects of a second cache (dentries and inodes).
    /// </summary>
    public long? FreeableObjects { get; internal set; }

    /// <summary>Bytes of <see cref="FreeableObjects"/>. A slab becomes free memory only when all of its objects are freed.</summary>
    public long? FreeableBytes => FreeableObjects * ObjectSize;

    /// <summary>Part of the objects in use that could be freed, 0 to 1.</summary>
    public double? FreeableShare => ActiveObjects > 0 ? (double?)FreeableObjects / ActiveObjects : null;

    /// <summary>
    /// Call sites that took its objects, those that hold most first; empty without -WithAllocationSite. Certain where <see cref="AllocationSite.CacheName"/>
    /// says so, else by the size of the objects.
    /// </summary>
    public AllocationSite[] AllocationSites { get; internal set; } = [];

    /// <summary>Further columns of slabinfo: SLAB's statistics (up to 6.6, CONFIG_DEBUG_SLAB) and unknown ones.</summary>
    public VmCounter[] Statistics { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
