namespace OomTools;

/// <summary>Blocks of one migrate type in a zone. Source: <c>/proc/pagetypeinfo</c>.</summary>
public sealed class MigrateTypeBlocks
{
    /// <summary>NUMA node.</summary>
    public int Node { get; internal init; }

    /// <summary>DMA, DMA32, Normal, HighMem, Movable or Device.</summary>
    public string Zone { get; internal init; } = "";

    /// <summary>Unmovable, Movable, Reclaimable, HighAtomic (Reserve up to 4.3), CMA or Isolate.</summary>
    public string MigrateType { get; internal init; } = "";

    /// <summary>Free blocks per order, order 0 first. The kernel counts to 100,000 at most since 5.4.</summary>
    public long[] FreeBlocks { get; internal init; } = [];

    /// <summary>Free bytes; less than there is where the kernel stopped counting.</summary>
    public long FreeBytes { get; internal init; }

    /// <summary>The largest order with a free block; null when nothing is free.</summary>
    public int? LargestFreeOrder { get; internal init; }

    /// <summary>Whether the kernel stopped counting, so that <see cref="FreeBlocks"/> is less than there is. Since 5.4.</summary>
    public bool IsCapped { get; internal init; }

    /// <summary>Pageblocks of this type, used or not ("Number of blocks type"); null where not printed.</summary>
    public long? PageBlocks { get; internal init; }

    /// <summary>Pageblocks of this type with pages of another ("Number of mixed blocks"); only with CONFIG_PAGE_OWNER.</summary>
    public long? MixedPageBlocks { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"Node {Node} {Zone} {MigrateType}";
}
