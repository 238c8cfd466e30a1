namespace OomTools;

/// <summary>What dropping caches did. Sizes are bytes. Source: <c>/proc/sys/vm/drop_caches</c>, <c>/proc/meminfo</c>.</summary>
public sealed class CacheRelease
{
    /// <summary>What was dropped.</summary>
    public KernelCache Cache { get; internal init; }

    /// <summary>Size of that cache before: Buffers + Cached − Shmem, SReclaimable, or all of them.</summary>
    public long? Before { get; internal init; }

    /// <summary>Size of that cache afterwards.</summary>
    public long? After { get; internal init; }

    /// <summary>By how much the cache shrank; dirty and mapped pages and objects in use stay.</summary>
    public long? Freed => Before - After;

    /// <summary>Free memory before (MemFree).</summary>
    public long? FreeBefore { get; internal init; }

    /// <summary>Free memory afterwards.</summary>
    public long? FreeAfter { get; internal init; }

    /// <summary>How long the kernel took.</summary>
    public Duration Duration { get; internal init; }

    /// <summary>When it was asked (UTC).</summary>
    public DateTime Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Cache.ToString();
}
