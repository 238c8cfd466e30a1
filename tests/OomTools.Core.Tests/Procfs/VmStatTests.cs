using OomTools.Analysis;
using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class VmStatTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_counter_of_every_capture_is_read(string snapshot)
    {
        VmCounter[] counters = VmStat.Read(Snapshot.Root(snapshot)).Value!;
        Assert.Equal(Snapshot.Lines(snapshot, "proc/vmstat"), counters.Select(counter => counter.ToString()));
    }

    [Fact]
    public void Between_two_readings_counters_have_a_delta_and_a_rate()
    {
        VmCounter[] earlier = VmStat.Parse("pgfault 100\npgmajfault 3\n"u8)!;
        VmCounter[] later = VmStat.Parse("pgfault 150\noom_kill 2\npgmajfault 3\n"u8, earlier, TimeSpan.FromSeconds(4))!;
        Assert.Equal(50, later[0].Delta);
        Assert.Equal(12.5, later[0].Rate);
        Assert.Null(later[1].Delta);
        Assert.Equal(0, later[2].Delta);
        Assert.Null(earlier[0].Delta);
    }

    [Fact]
    public void A_gauge_below_zero_is_negative() =>
        Assert.Equal(-2, Assert.Single(VmStat.Parse("nr_isolated_anon 18446744073709551614\n"u8)!).Value);

    [Theory]
    [InlineData("oom_kill", VmCounterGroup.Oom, false)]
    [InlineData("pgscan_kswapd_dma32", VmCounterGroup.Reclaim, false)]
    [InlineData("allocstall_normal", VmCounterGroup.Allocation, false)]
    [InlineData("workingset_refault_file", VmCounterGroup.Refault, false)]
    [InlineData("workingset_nodes", VmCounterGroup.Refault, true)]
    [InlineData("compact_stall", VmCounterGroup.Compaction, false)]
    [InlineData("thp_fault_alloc", VmCounterGroup.HugePage, false)]
    [InlineData("pswpin", VmCounterGroup.Swap, false)]
    [InlineData("nrswpout", VmCounterGroup.Swap, false)]
    [InlineData("cma_alloc_fail", VmCounterGroup.Allocation, false)]
    [InlineData("nr_slab_unreclaimable", VmCounterGroup.Slab, true)]
    [InlineData("nr_free_pages", VmCounterGroup.Usage, true)]
    [InlineData("nr_dirtied", VmCounterGroup.Writeback, false)]
    [InlineData("a_counter_of_the_future", VmCounterGroup.Other, false)]
    public void Counters_are_grouped_by_what_they_say(string name, VmCounterGroup group, bool isGauge)
    {
        VmCounter counter = VmStat.Make(System.Text.Encoding.ASCII.GetBytes(name), 1);
        Assert.Equal(group, counter.Group);
        Assert.Equal(isGauge, counter.IsGauge);
    }

    [Fact]
    public void Most_counters_of_the_newest_kernel_have_a_group()
    {
        VmCounter[] counters = VmStat.Read(Snapshot.Root("7.3.4-own/slab-epoll/during")).Value!;
        Assert.InRange(counters.Count(counter => counter.Group == VmCounterGroup.Other), 0, counters.Length / 10);
    }

    [Fact]
    public void Ratios_of_a_new_kernel()
    {
        VmCounter[] earlier = VmStat.Parse("pgscan_kswapd 100\npgscan_direct 100\npgsteal_kswapd 50\npgsteal_direct 10\n"u8)!;
        VmCounter[] later = VmStat.Parse("pgscan_kswapd 300\npgscan_direct 700\npgscan_direct_throttle 9\npgsteal_kswapd 150\npgsteal_direct 110\nallocstall_dma 1\nallocstall_normal 7\nworkingset_refault_anon 20\nworkingset_refault_file 30\ncompact_stall 4\ncompact_success 1\n"u8)!;
        VmRatio[] ratios = VmRatios.Of(earlier, later, TimeSpan.FromSeconds(2));
        // Stolen 100 + 100 of 200 + 600 scanned.
        Assert.Equal(0.25, Value(ratios, "ReclaimEfficiency"));
        Assert.Equal(0.5, Value(ratios, "KswapdEfficiency"));
        Assert.Equal(0.75, Value(ratios, "DirectReclaimShare"));
        Assert.Equal(0.25, Value(ratios, "CompactionSuccess"));
        Assert.Equal(0.25, Value(ratios, "RefaultShare"));
        Assert.Equal(25, Value(ratios, "RefaultRate"));
        Assert.Equal(4, Value(ratios, "DirectReclaimRate"));
    }

    // 6.18, a host whose cgroups reclaim for their limits: nothing was global.
    [Fact]
    public void Reclaim_for_the_limits_of_cgroups_counts()
    {
        VmRatio[] ratios = VmRatios.Of(null, VmStat.Parse("pgsteal_kswapd 0\npgsteal_direct 0\npgscan_kswapd 0\npgscan_direct 0\npgscan_anon 100\npgscan_file 900\npgsteal_anon 0\npgsteal_file 50\nworkingset_refault_anon 5\nworkingset_refault_file 40\n"u8)!, TimeSpan.FromSeconds(1));
        Assert.Equal(0.05, Value(ratios, "ReclaimEfficiency"));
        Assert.Equal(0.9, Value(ratios, "RefaultShare"));
        Assert.Null(Value(ratios, "KswapdEfficiency"));
        Assert.Null(Value(ratios, "DirectReclaimShare"));
    }

    [Fact]
    public void Ratios_of_kernels_that_counted_per_zone()
    {
        // 3.10 … 4.7
        VmRatio[] ratios = VmRatios.Of(null, VmStat.Parse("pgscan_kswapd_dma 100\npgscan_kswapd_normal 100\npgscan_direct_normal 200\npgsteal_kswapd_normal 60\npgsteal_direct_normal 40\nallocstall 3\n"u8)!, TimeSpan.FromSeconds(1));
        Assert.Equal(0.25, Value(ratios, "ReclaimEfficiency"));
        // 3.0 … 3.3
        ratios = VmRatios.Of(null, VmStat.Parse("pgsteal_dma 50\npgsteal_normal 50\nkswapd_steal 60\npgscan_kswapd_normal 200\npgscan_direct_normal 200\n"u8)!, TimeSpan.FromSeconds(1));
        Assert.Equal(0.25, Value(ratios, "ReclaimEfficiency"));
        Assert.Equal(0.2, Value(ratios, "DirectEfficiency"));
    }

    [Fact]
    public void Where_nothing_happened_there_is_no_ratio()
    {
        VmRatio[] ratios = VmRatios.Of(null, VmStat.Parse("compact_stall 0\ncompact_success 0\n"u8)!, TimeSpan.Zero);
        Assert.Null(Assert.Single(ratios).Value);
    }

    private static double? Value(VmRatio[] ratios, string name) => ratios.Single(ratio => ratio.Name == name).Value;
}
