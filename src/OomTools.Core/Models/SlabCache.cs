namespace OomTools;

/// <summary>A slab cache. Sizes are bytes.</summary>
public sealed class SlabCache
{
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

    /// <inheritdoc/>
    public override string ToString() => Name;
}
