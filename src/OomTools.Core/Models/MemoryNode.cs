namespace OomTools;

/// <summary>A NUMA node's counters (the report's node line, 4.8 and later). Sizes are bytes.</summary>
public sealed class MemoryNode
{
    /// <summary>NUMA node.</summary>
    public int Node { get; internal init; }

    /// <summary>Bytes on the active anonymous list; shared memory is on it too.</summary>
    public long? ActiveAnon { get; internal init; }

    /// <summary>Bytes on the inactive anonymous list.</summary>
    public long? InactiveAnon { get; internal init; }

    /// <summary>Bytes on the active file list.</summary>
    public long? ActiveFile { get; internal init; }

    /// <summary>Bytes on the inactive file list.</summary>
    public long? InactiveFile { get; internal init; }

    /// <summary>Unevictable bytes.</summary>
    public long? Unevictable { get; internal init; }

    /// <summary>Dirty file bytes.</summary>
    public long? Dirty { get; internal init; }

    /// <summary>Bytes under writeback.</summary>
    public long? Writeback { get; internal init; }

    /// <summary>Shared memory bytes; on the anonymous lists.</summary>
    public long? Shmem { get; internal init; }

    /// <summary>Kernel stack bytes. Since 5.9.</summary>
    public long? KernelStack { get; internal init; }

    /// <summary>Page table bytes. Since 5.11.</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Secondary page table bytes (KVM, IOMMU). Since 6.1.</summary>
    public long? SecPageTables { get; internal init; }

    /// <summary>Bytes given back to the host. Since 6.17.</summary>
    public long? Balloon { get; internal init; }

    /// <summary>Whether reclaim gave up on the node.</summary>
    public bool? AllUnreclaimable { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"Node {Node}";
}
