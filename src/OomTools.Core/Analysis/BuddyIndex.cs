namespace OomTools.Analysis;

/// <summary>
/// The kernel's two measures of fragmentation, in thousandths, with its own integer arithmetic
/// (mm/vmstat.c <c>unusable_free_index</c>, <c>__fragmentation_index</c>).
/// </summary>
internal static class BuddyIndex
{
    /// <summary>Share of the free memory in blocks too small for the order, 0 to 1000; 1000 when nothing is free.</summary>
    public static int Unusable(long[] freeBlocks, int order)
    {
        Sum(freeBlocks, order, out Int128 pages, out _, out Int128 suitable);
        if (pages == 0)
            return 1000;
        return (int)((pages - (suitable << order)) * 1000 / pages);
    }

    /// <summary>
    /// -1000 when a block is free; else towards 0 lack of memory, towards 1000 fragmentation; 0 when nothing is free. With very
    /// few blocks it falls below 0.
    /// </summary>
    public static int Fragmentation(long[] freeBlocks, int order)
    {
        Sum(freeBlocks, order, out Int128 pages, out Int128 blocks, out Int128 suitable);
        if (blocks == 0)
            return 0;
        if (suitable > 0)
            return -1000;
        return (int)(1000 - ((1000 + (pages * 1000 / ((Int128)1 << order))) / blocks));
    }

    // Int128: a file may claim any number of blocks.
    private static void Sum(long[] freeBlocks, int order, out Int128 pages, out Int128 blocks, out Int128 suitable)
    {
        pages = blocks = suitable = 0;
        for (int i = 0; i < freeBlocks.Length; i++)
        {
            Int128 count = freeBlocks[i];
            blocks += count;
            pages += count << i;
            if (i >= order)
                suitable += count << (i - order);
        }
    }
}
