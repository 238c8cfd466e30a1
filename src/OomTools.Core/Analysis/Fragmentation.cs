namespace OomTools.Analysis;

/// <summary>
/// The kernel's two fragmentation indices, in its own integer arithmetic (thousandths), from a zone's free blocks per
/// order. Source: <c>fill_contig_page_info</c>, <c>unusable_free_index</c>, <c>__fragmentation_index</c> in mm/vmstat.c;
/// the files <c>/sys/kernel/debug/extfrag/{unusable_index,extfrag_index}</c>.
/// </summary>
internal static class Fragmentation
{
    /// <summary>All of the indices are in thousandths, as the kernel computes them.</summary>
    public const int Scale = 1000;

    /// <summary>What <see cref="ExternalIndex"/> says when a block of the order is free: only a watermark can stop the request.</summary>
    public const int BlockExists = -1000;

    /// <summary>The kernel's own limit (extfrag_threshold): up to here it reclaims, above it compacts.</summary>
    public const int Threshold = 500;

    /// <summary>Share of the free memory that lies in blocks too small for the order: 0 none, 1000 all.</summary>
    public static int UnusableIndex(ReadOnlySpan<long> freeBlocks, int order)
    {
        Fill(freeBlocks, order, out double freePages, out _, out double suitableBlocks);
        return freePages <= 0 ? Scale : Whole((freePages - (suitableBlocks * Pages(order))) * Scale / freePages);
    }

    /// <summary>Towards 0 a request of the order fails for lack of memory, towards 1000 for fragmentation; <see cref="BlockExists"/> else.</summary>
    public static int ExternalIndex(ReadOnlySpan<long> freeBlocks, int order)
    {
        Fill(freeBlocks, order, out double freePages, out double blocks, out double suitableBlocks);
        if (blocks <= 0)
            return 0;
        if (suitableBlocks > 0)
            return BlockExists;

        return Scale - Whole((Scale + Math.Truncate(freePages * Scale / Pages(order))) / blocks);
    }

    /// <summary>Free blocks of the order or larger.</summary>
    public static bool HasBlock(ReadOnlySpan<long> freeBlocks, int order) => LargestOrder(freeBlocks) >= order;

    /// <summary>The largest order with a free block; -1 for none.</summary>
    public static int LargestOrder(ReadOnlySpan<long> freeBlocks)
    {
        int order = freeBlocks.Length - 1;
        while (order >= 0 && freeBlocks[order] <= 0)
            order--;
        return order;
    }

    /// <summary>
    /// Sums the blocks. In doubles: real counts are far below 2^53, so nothing is lost, and a garbled log cannot overflow.
    /// </summary>
    private static void Fill(ReadOnlySpan<long> freeBlocks, int order, out double freePages, out double blocks, out double suitableBlocks)
    {
        freePages = blocks = suitableBlocks = 0;
        for (int o = 0; o < freeBlocks.Length; o++)
        {
            double count = Math.Max(0, freeBlocks[o]);
            blocks += count;
            freePages += count * Pages(o);
            if (o >= order)
                suitableBlocks += count * Pages(o - Math.Max(0, order));
        }
    }

    private static double Pages(int order) => 1L << Math.Clamp(order, 0, 62);

    private static int Whole(double value) => (int)Math.Clamp(Math.Truncate(value), int.MinValue, int.MaxValue);
}
