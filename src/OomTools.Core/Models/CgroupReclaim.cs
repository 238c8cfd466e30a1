namespace OomTools;

/// <summary>
/// What reclaiming a cgroup's memory did. Sizes are bytes. Source: <c>memory.reclaim</c> (v2, since 5.19), <c>memory.force_empty</c> (v1).
/// </summary>
public sealed class CgroupReclaim
{
    /// <summary>Path from the root of the hierarchy.</summary>
    public string CgroupPath { get; internal init; } = "";

    /// <summary>1 or 2.</summary>
    public int Version { get; internal init; }

    /// <summary>Bytes asked for; null where all was asked for.</summary>
    public long? Requested { get; internal init; }

    /// <summary>Memory charged before.</summary>
    public long? Before { get; internal init; }

    /// <summary>Memory charged afterwards.</summary>
    public long? After { get; internal init; }

    /// <summary>By how much the charge fell; the cgroup goes on allocating meanwhile.</summary>
    public long? Freed => Before - After;

    /// <summary>Swap charged before.</summary>
    public long? SwapBefore { get; internal init; }

    /// <summary>Swap charged afterwards: what reclaim moved there is not gone.</summary>
    public long? SwapAfter { get; internal init; }

    /// <summary>False when the kernel gave up before it had reclaimed what was asked for.</summary>
    public bool IsComplete { get; internal init; }

    /// <summary>How long the kernel took.</summary>
    public Duration Duration { get; internal init; }

    /// <summary>When it was asked (UTC).</summary>
    public DateTime Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => CgroupPath;
}
