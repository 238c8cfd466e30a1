namespace OomTools;

/// <summary>
/// Free blocks of a zone. Source: <c>/proc/buddyinfo</c>, <c>/proc/pagetypeinfo</c>. Arrays have one entry per order,
/// order 0 first. Includes CMA and high-atomic blocks, so that it is optimistic for a normal request.
/// </summary>
public sealed class BuddyZone
{
    /// <summary>NUMA node.</summary>
    public int Node { get; internal init; }

    /// <summary>DMA, DMA32, Normal, HighMem, Movable or Device.</summary>
    public string Zone { get; internal init; } = "";

    /// <summary>Size of a base page in bytes.</summary>
    public int PageSize { get; internal init; }

    /// <summary>Free blocks per order.</summary>
    public long[] FreeBlocks { get; internal init; } = [];

    /// <summary>Free bytes per order.</summary>
    public long[] FreeBytesByOrder { get; internal init; } = [];

    /// <summary>Free bytes, without the lists of the CPUs.</summary>
    public long FreeBytes { get; internal init; }

    /// <summary>The largest order with a free block; null when nothing is free.</summary>
    public int? LargestFreeOrder { get; internal init; }

    /// <summary>
    /// Share of the free memory that lies in blocks too small for the order, 0 to 1 with three digits, computed as
    /// <c>/sys/kernel/debug/extfrag/unusable_index</c>.
    /// </summary>
    public double[] UnusableIndex { get; internal init; } = [];

    /// <summary>
    /// Why a request of the order fails, computed as <c>/sys/kernel/debug/extfrag/extfrag_index</c>: -1 where a block is
    /// there, towards 0 lack of memory, towards 1 fragmentation. With few blocks between -1 and 0.
    /// </summary>
    public double[] FragmentationIndex { get; internal init; } = [];

    /// <summary>Free blocks by migrate type; empty unless pagetypeinfo was read (root only).</summary>
    public MigrateTypeBlocks[] MigrateTypes { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"Node {Node} {Zone}";
}
