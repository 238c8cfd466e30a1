using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class WatermarkTests
{
    private const long KiB = 1024;
    private const long Page = 4096;

    private static readonly PageRequest s_kernel = new() { HighestZone = ZoneType.Normal, Release = new KernelRelease(6, 12) };

    // 6.12.107-own/atomic-failure: GFP_ATOMIC, order 0.
    private static readonly PageRequest s_atomic = s_kernel with { IsHigh = true, IsAtomic = true };

    private static MemoryZone Dma(long free = 520) => new()
    {
        Name = "DMA",
        Free = free * KiB,
        Min = 152 * KiB,
        LowmemReserve = [0, 144 * Page, 144 * Page, 144 * Page],
        FreeBlocks = [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
    };

    [Fact]
    public void An_atomic_request_may_take_more_than_half_of_min_but_not_the_lowmem_reserve()
    {
        WatermarkResult result = Watermark.Check(Dma(), s_atomic, false, Page);

        // min is 38 pages: 38 - 19 - 4.
        Assert.Equal(15 * Page, result.Mark);
        Assert.Equal(576 * KiB, result.LowmemReserve);
        Assert.Equal(WatermarkVerdict.Short, result.Verdict);
        Assert.Equal(WatermarkVerdict.Short, Watermark.Check(Dma(636), s_atomic, false, Page).Verdict);
        Assert.Equal(WatermarkVerdict.Passes, Watermark.Check(Dma(640), s_atomic, false, Page).Verdict);
    }

    // min is 38 pages. __GFP_NOMEMALLOC leaves a GFP_ATOMIC request the half that __GFP_HIGH gives, and shuts the high-atomic blocks.
    [Theory]
    [InlineData(2, 6, 15)]
    [InlineData(3, 10, 19)]
    [InlineData(5, 10, 19)]
    [InlineData(6, 12, 19)]
    public void A_request_that_shall_not_use_reserves_takes_no_more_than_its_priority_gives(int major, int minor, int pages)
    {
        PageRequest request = s_atomic with { IsNoMemAlloc = true, Release = new KernelRelease(major, minor) };
        Assert.Equal(pages * Page, Watermark.Check(Dma(), request, false, Page).Mark);
    }

    [Fact]
    public void Its_high_atomic_blocks_are_closed_to_it()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * KiB, Min = 0, ReservedHighAtomic = 40 * KiB, FreeBlocks = [0, 0, 6], MigrateTypes = ["", "", "H"] };
        Assert.Equal(WatermarkVerdict.Passes, Watermark.Check(zone, s_atomic with { Order = 2 }, false, Page).Verdict);
        Assert.Equal(WatermarkVerdict.Fragmented, Watermark.Check(zone, s_atomic with { Order = 2, IsNoMemAlloc = true }, false, Page).Verdict);
        Assert.Equal(40 * KiB, Watermark.Check(zone, s_atomic with { IsNoMemAlloc = true, Release = new KernelRelease(5, 10) }, false, Page).HighAtomic);
        Assert.Equal(0, Watermark.Check(zone, s_atomic with { IsNoMemAlloc = true }, false, Page).HighAtomic);
    }

    [Fact]
    public void A_request_that_will_free_memory_is_held_by_no_watermark()
    {
        WatermarkResult result = Watermark.Check(Dma(4), s_kernel with { IgnoresWatermarks = true }, false, Page);
        Assert.Equal(0, result.Needs);
        Assert.Equal(WatermarkVerdict.Passes, result.Verdict);
        Assert.Equal(WatermarkVerdict.Short, Watermark.Check(Dma(0), s_kernel with { IgnoresWatermarks = true }, false, Page).Verdict);
    }

    [Theory]
    [InlineData("GFP_ATOMIC|__GFP_NOMEMALLOC", true, false)]
    [InlineData("GFP_KERNEL|__GFP_MEMALLOC", false, true)]
    [InlineData("GFP_KERNEL|__GFP_MEMALLOC|__GFP_NOMEMALLOC", true, false)]
    public void The_flags_say_which_reserves_a_request_may_use(string flags, bool isNoMemAlloc, bool ignoresWatermarks)
    {
        var request = PageRequest.Of(0, OomTools.Oom.GfpMask.Parse(null, flags, null), KernelRelease.Newest);
        Assert.Equal(isNoMemAlloc, request.IsNoMemAlloc);
        Assert.Equal(ignoresWatermarks, request.IgnoresWatermarks);
    }

    [Fact]
    public void A_request_bound_to_the_zone_itself_has_no_reserve_to_keep()
    {
        WatermarkResult result = Watermark.Check(Dma(), s_kernel with { HighestZone = ZoneType.Dma }, false, Page);

        Assert.Equal(0, result.LowmemReserve);
        Assert.Equal(WatermarkVerdict.Passes, result.Verdict);
    }

    [Fact]
    public void A_zone_above_the_request_is_not_allowed() => Assert.Equal(
        WatermarkVerdict.NotAllowed,
        Watermark.Check(new MemoryZone { Name = "Movable", Free = 1 << 30, Min = 0 }, s_kernel, false, Page).Verdict);

    // 6.12.107+deb13-amd64/high-order, zone DMA32.
    [Theory]
    [InlineData(0, WatermarkVerdict.Passes)]
    [InlineData(6, WatermarkVerdict.Passes)]
    [InlineData(7, WatermarkVerdict.Fragmented)]
    [InlineData(10, WatermarkVerdict.Fragmented)]
    public void Enough_memory_without_a_block_of_the_order_is_fragmentation(int order, object verdict)
    {
        var zone = new MemoryZone
        {
            Name = "DMA32",
            Free = 42156 * KiB,
            Min = 4316 * KiB,
            LowmemReserve = [0, 0, 0, 0, 0],
            FreeBlocks = [10371, 11, 7, 3, 0, 1, 1, 0, 0, 0, 0],
            MigrateTypes = ["UM", "UE", "U", "U", "", "E", "E", "", "", "", ""],
        };

        Assert.Equal(verdict, Watermark.Check(zone, s_kernel with { Order = order }, false, Page).Verdict);
    }

    [Theory]
    [InlineData("U", false, WatermarkVerdict.Passes)]
    [InlineData("H", false, WatermarkVerdict.Fragmented)]
    [InlineData("I", true, WatermarkVerdict.Fragmented)]
    [InlineData("C", false, WatermarkVerdict.Fragmented)]
    [InlineData("C", true, WatermarkVerdict.Passes)]
    [InlineData("HC", true, WatermarkVerdict.Passes)]
    public void Blocks_of_some_migrate_types_do_not_count(string letters, bool movable, object verdict)
    {
        var zone = new MemoryZone { Name = "Normal", Free = 1024 * KiB, Min = 64 * KiB, FreeBlocks = [0, 0, 0, 8], MigrateTypes = ["", "", "", letters] };

        Assert.Equal(verdict, Watermark.Check(zone, s_kernel with { Order = 3, IsMovable = movable }, false, Page).Verdict);
    }

    [Fact]
    public void Cma_and_high_atomic_memory_is_not_everybodys()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 1000 * KiB, Min = 100 * KiB, FreeCma = 500 * KiB, ReservedHighAtomic = 450 * KiB };

        Assert.Equal(WatermarkVerdict.Short, Watermark.Check(zone, s_kernel, false, Page).Verdict);
        Assert.Equal(50 * KiB, Watermark.Check(zone, s_kernel, false, Page).Usable);
        Assert.Equal(550 * KiB, Watermark.Check(zone, s_kernel with { IsMovable = true }, false, Page).Usable);
        Assert.Equal(500 * KiB, Watermark.Check(zone, s_atomic, false, Page).Usable);
    }

    [Theory]
    [InlineData(true, true, 6, 12, 6)]
    [InlineData(true, true, 5, 10, 6)]
    [InlineData(true, false, 6, 12, 8)]
    [InlineData(false, true, 6, 12, 16)]
    [InlineData(false, true, 5, 10, 16)]
    [InlineData(false, true, 4, 3, 12)]
    [InlineData(false, false, 6, 12, 16)]
    public void What_a_request_may_take_of_min(bool isHigh, bool isAtomic, int major, int minor, long pages)
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 16 * Page };
        PageRequest request = s_kernel with { IsHigh = isHigh, IsAtomic = isAtomic, Release = new KernelRelease(major, minor) };
        Assert.Equal(pages * Page, Watermark.Check(zone, request, false, Page).Mark);
    }

    [Theory]
    [InlineData(false, true, 6, 12, 0)]
    [InlineData(false, true, 6, 1, 10)]
    [InlineData(true, false, 6, 12, 0)]
    [InlineData(true, false, 6, 1, 10)]
    [InlineData(true, true, 5, 10, 0)]
    [InlineData(false, false, 6, 12, 10)]
    public void Who_must_leave_the_high_atomic_reserve(bool isHigh, bool isAtomic, int major, int minor, long pages)
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 16 * Page, FreeHighAtomic = 10 * Page };
        PageRequest request = s_kernel with { IsHigh = isHigh, IsAtomic = isAtomic, Release = new KernelRelease(major, minor) };
        Assert.Equal(pages * Page, Watermark.Check(zone, request, false, Page).HighAtomic);
    }

    [Theory]
    [InlineData(0, true, 4)]
    [InlineData(1, true, 6)]
    [InlineData(0, false, 16)]
    public void An_urgent_request_for_one_page_goes_below_the_boost(int order, bool isUrgent, long pages)
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 16 * Page, Boost = 6 * Page, FreeBlocks = [0, 50] };
        PageRequest request = s_kernel with { Order = order, IsHigh = isUrgent, IsAtomic = isUrgent };
        Assert.Equal(pages * Page, Watermark.Check(zone, request, false, Page).Mark);
    }

    [Fact]
    public void The_last_attempt_before_a_kill_is_against_high_and_without_rights()
    {
        var zone = new MemoryZone { Name = "Normal", Free = 100 * Page, Min = 16 * Page, High = 90 * Page, FreeCma = 20 * Page };
        PageRequest request = s_kernel with { IsHigh = true, IsMovable = true };
        Assert.Equal(WatermarkVerdict.Passes, Watermark.Check(zone, request, false, Page).Verdict);
        WatermarkResult last = Watermark.Check(zone, request.LastAttempt, false, Page);
        Assert.Equal((WatermarkVerdict.Short, 90 * Page, 80 * Page), (last.Verdict, last.Mark, last.Usable));
    }

    [Fact]
    public void Before_4_4_a_free_block_could_be_out_of_reach()
    {
        // 400 pages of order 0 and one block of order 3, min 384 pages: without the small blocks nothing is above the mark.
        var zone = new MemoryZone { Name = "Normal", Free = 408 * Page, Min = 384 * Page, FreeBlocks = [400, 0, 0, 1] };
        PageRequest request = s_kernel with { Order = 3 };

        Assert.Equal(WatermarkVerdict.Passes, Watermark.Check(zone, request, false, Page).Verdict);
        Assert.Equal(WatermarkVerdict.Fragmented, Watermark.Check(zone, request with { Release = new KernelRelease(3, 10) }, false, Page).Verdict);
    }

    [Theory]
    [InlineData("Normal", 5, false, 2)]
    [InlineData("Normal", 4, false, 2)]
    [InlineData("Normal", 4, true, 1)]
    [InlineData("HighMem", 4, true, 2)]
    [InlineData("Movable", 5, false, 3)]
    [InlineData("DMA32", 5, false, 1)]
    [InlineData("DMA", 5, false, 0)]
    [InlineData("Normal", 3, false, 1)]
    public void The_lowmem_reserve_index_follows_the_kernels_zone_types(string highest, int entries, bool highMem, int index) =>
        Assert.Equal(index, ZoneTypes.ReserveIndex(ZoneTypes.Parse(highest), entries, highMem));
}
