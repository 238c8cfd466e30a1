using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

/// <summary>Against the kernel's own files: rows of 6.12.107+deb13-amd64/high-order/during (buddyinfo and debug/extfrag).</summary>
public class FragmentationTests
{
    private static readonly long[] s_dma = [984, 1, 1, 1, 2, 0, 2, 1, 0, 1, 0];
    private static readonly long[] s_dma32 = [10186, 8, 12, 5, 0, 1, 1, 0, 0, 0, 0];

    [Fact]
    public void Unusable_index_is_the_kernels() =>
        Assert.Equal([0, 547, 548, 550, 555, 572, 572, 644, 715, 715, 1000], All(s_dma, Fragmentation.UnusableIndex));

    [Fact]
    public void External_index_is_the_kernels()
    {
        Assert.Equal([-1000, -1000, -1000, -1000, -1000, -1000, -1000, -1000, -1000, -1000, 998], All(s_dma, Fragmentation.ExternalIndex));
        Assert.Equal([-1000, -1000, -1000, -1000, -1000, -1000, -1000, 992, 996, 998, 999], All(s_dma32, Fragmentation.ExternalIndex));
    }

    [Fact]
    public void One_small_block_gives_the_kernels_odd_negative_index() => Assert.Equal(-500, Fragmentation.ExternalIndex([1], 1));

    [Fact]
    public void Nothing_free_is_unusable_but_not_fragmented()
    {
        Assert.Equal(1000, Fragmentation.UnusableIndex([0, 0], 0));
        Assert.Equal(0, Fragmentation.ExternalIndex([], 3));
    }

    [Fact]
    public void Garbled_counts_and_orders_do_not_overflow()
    {
        long[] blocks = [long.MaxValue, long.MinValue, long.MaxValue];
        foreach (int order in (int[])[int.MinValue, -1, 0, 1, 63, int.MaxValue])
        {
            _ = Fragmentation.UnusableIndex(blocks, order);
            _ = Fragmentation.ExternalIndex(blocks, order);
        }
    }

    private delegate int Index(ReadOnlySpan<long> freeBlocks, int order);

    private static int[] All(long[] blocks, Index index) => [.. Enumerable.Range(0, blocks.Length).Select(order => index(blocks, order))];
}
