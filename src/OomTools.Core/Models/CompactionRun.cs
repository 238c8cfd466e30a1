namespace OomTools;

/// <summary>
/// What compacting memory did: pages are moved together so that free blocks grow; no memory is freed. Source:
/// <c>/proc/sys/vm/compact_memory</c>, <c>/sys/devices/system/node/nodeN/compact</c>, <c>/proc/buddyinfo</c>.
/// </summary>
public sealed class CompactionRun
{
    /// <summary>Node; null for all.</summary>
    public int? Node { get; internal init; }

    /// <summary>Blocks of this order and larger are what counts below.</summary>
    public int Order { get; internal init; }

    /// <summary>Bytes free in blocks of at least <see cref="Order"/>, before.</summary>
    public long? Before { get; internal init; }

    /// <summary>Bytes free in blocks of at least <see cref="Order"/>, afterwards.</summary>
    public long? After { get; internal init; }

    /// <summary>Bytes that became free in one piece; negative when others took more than compaction made.</summary>
    public long? Freed => After - Before;

    /// <summary>Free blocks per order, lowest first, before; all zones of the node or machine.</summary>
    public long[] FreeBlocksBefore { get; internal init; } = [];

    /// <summary>Free blocks per order, lowest first, afterwards.</summary>
    public long[] FreeBlocksAfter { get; internal init; } = [];

    /// <summary>Pages that compaction looked at to move them (<c>compact_migrate_scanned</c>); null where not counted.</summary>
    public long? Scanned { get; internal init; }

    /// <summary>How long the kernel took.</summary>
    public Duration Duration { get; internal init; }

    /// <summary>When it was asked (UTC).</summary>
    public DateTime Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Node is { } node ? $"Node {node}" : "All nodes";
}
