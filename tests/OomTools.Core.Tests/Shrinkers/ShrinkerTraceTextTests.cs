using System.Text;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Shrinkers;

/// <summary>Each text form that kernels since 3.0 print, made by hand from include/trace/events/vmscan.h.</summary>
public sealed class ShrinkerTraceTextTests
{
    private const string Start = "nid: 0 objects to shrink 736 gfp_flags GFP_KERNEL cache items 3001 delta 750 total_scan 842 priority 3";
    private const string End = "nid: 0 unused scan count 736 new scan count 100 total_scan 42 last shrinker return val 17";
    private const string Function = "super_cache_scan+0x0/0x210 00000000d5dbd1b2: ";

    [Theory]
    // 3.0, 3.1: no flags. 3.2: four of them. 5.15: five. With the process of the thread. trace-cmd. perf.
    [InlineData("          kswapd0-48    [000]    72.863325: ", "          kswapd0-48    [000]    72.863425: ")]
    [InlineData("         kswapd0-48      [000] .N..    72.863325: ", "         kswapd0-48      [011] d.h3    72.863425: ")]
    [InlineData("         kswapd0-48      [000] .....    72.863325: ", "         kswapd0-48      [000] d..2.    72.863425: ")]
    [InlineData("         kswapd0-48      (     48) [000] .....    72.863325: ", "         kswapd0-48      (-------) [000] .....    72.863425: ")]
    [InlineData("         kswapd0-48    [000]    72.863325000: ", "         kswapd0-48    [000]    72.863425000: ")]
    [InlineData("         kswapd0-48      0.....    72.863325: ", "         kswapd0-48      0d....    72.863425: ")]
    [InlineData("         kswapd0    48 [000]    72.863325: vmscan:", "         kswapd0    48 [001]    72.863425:   vmscan:")]
    [InlineData("         kswapd0    48/48   [000]    72.863325: vmscan:", "         kswapd0    7/48 [001]    72.863425:   vmscan:")]
    // The latency format: times from the trace's begin, with a mark for a long pause before the next event; verbose.
    [InlineData(" kswapd0-48        0..... 13318us : ", " kswapd0-48       11d..1. 13418us+: ")]
    [InlineData(" kswapd0-48        0d...    0us!: ", " kswapd0-48        0d...  100us#: ")]
    [InlineData("        kswapd0      48   1 0 00000000 00000000 [92fbfa4b8] 22.096ms (+0.002ms): ", "        kswapd0      48   1 0 00000000 00000001 [92fbfa4ba] 22.196ms (+1.004ms): ")]
    public void The_fields_before_an_event(string start, string end)
    {
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines($"{start}mm_shrink_slab_start: {Function}{Start}", $"{end}mm_shrink_slab_end:   {Function}{End}"));
        Assert.Equal((1L, 842L, 800L, (long?)17, 100L), (activity.Calls, activity.Requested, activity.Scanned, activity.Freed, activity.Deferred));
        Assert.Equal(TimeSpan.FromMicroseconds(100), activity.Duration);
        Assert.Equal((48, "kswapd0"), (activity.Callers[0].Pid!.Value, activity.Callers[0].Name));
    }

    [Fact]
    public void Up_to_3_13_there_is_no_node_and_what_was_left_is_the_new_count()
    {
        // 3.10 prints new - unused as total_scan, and what the shrinker said last: objects left, not freed.
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            " kswapd0-25 [000] .... 10.000001: mm_shrink_slab_start: prune_super+0x0/0x1b0 ffff88011766f6a8: objects to shrink 300 gfp_flags GFP_KERNEL pgs_scanned 32 lru_pgs 1000 cache items 5000 delta 900 total_scan 1200",
            " kswapd0-25 [000] .... 10.000501: mm_shrink_slab_end: prune_super+0x0/0x1b0 ffff88011766f6a8: unused scan count 300 new scan count 176 total_scan -124 last shrinker return val 4000"));
        Assert.Equal((1L, 1200L, 1024L, (long?)null, 176L), (activity.Calls, activity.Requested, activity.Scanned, activity.Freed, activity.Deferred));
        Assert.Null(activity.Yield);
        Assert.Null(activity.Node);
        Assert.Null(activity.LastPriority);
        Assert.Equal("sb-*", activity.Name);
        Assert.Equal(ShrinkerCallerKind.Kswapd, activity.Callers[0].Kind);
    }

    [Fact]
    public void From_3_12_on_it_is_what_was_freed()
    {
        // super_cache_scan came with the interface that returns freed objects.
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            " rsync-812 [000] .... 10.000001: mm_shrink_slab_start: super_cache_scan+0x0/0x1b0 ffff88011766f6a8: objects to shrink 300 gfp_flags GFP_KERNEL pgs_scanned 32 lru_pgs 1000 cache items 5000 delta 900 total_scan 1200",
            " rsync-812 [000] .... 10.000501: mm_shrink_slab_end: super_cache_scan+0x0/0x1b0 ffff88011766f6a8: unused scan count 300 new scan count 176 total_scan -124 last shrinker return val 990"));
        Assert.Equal((1024L, (long?)990), (activity.Scanned, activity.Freed));
        // Without a priority nobody can tell drop_caches from reclaim.
        Assert.Equal(ShrinkerCallerKind.Unknown, activity.Callers[0].Kind);
    }

    [Theory]
    [InlineData("nid: 1 objects to shrink 7 gfp_flags GFP_NOFS|__GFP_MOVABLE pgs_scanned 32 lru_pgs 1000 cache items 5000 delta 900 total_scan 1200", "nid: 1 unused scan count 7 new scan count 0 total_scan 176 last shrinker return val 1025", 1, null, null)] // 3.16
    [InlineData("nid: 1 objects to shrink -7 gfp_flags 0 cache items 5000 delta 900 total_scan 1200 priority 5", "nid: 1 unused scan count -7 new scan count 0 total_scan 176 last shrinker return val 1025", 1, null, 5)] // 4.16
    [InlineData("nid: 1 pid: 839 memcg_id: 29 objects to shrink 7 gfp_flags GFP_KERNEL cache items 5000 delta 900 total_scan 1200 priority 5 ", "nid: 1 pid: 839 memcg_id: 29 unused scan count 7 new scan count 0 total_scan 176 last shrinker return val 1025 ", 1, 29L, 5)] // 7.1
    [InlineData("nid: 1 pid: 839 memcg_id: 29 objects to shrink 7 gfp_flags GFP_KERNEL cache items 5000 delta 900 total_scan 1200 priority 5 (in-irq)", "nid: 1 pid: 839 memcg_id: 29 unused scan count 7 new scan count 0 total_scan 176 last shrinker return val 1025 (in-irq)\r", 1, 29L, 5)]
    public void The_text_of_every_kernel(string start, string end, int node, long? cgroup, int? priority)
    {
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            $" a b-c [0] d-839 [000] ..... 1.5: mm_shrink_slab_start: ext4_es_scan+0x0/0x3e0 [ext4] 0000000012345678: {start}",
            $" a b-c [0] d-839 [000] ..... 1.6: mm_shrink_slab_end: ext4_es_scan+0x0/0x3e0 [ext4] 0000000012345678: {end}"));
        Assert.Equal((1200L, 1024L, (long?)1025), (activity.Requested, activity.Scanned, activity.Freed));
        Assert.Equal((node, cgroup, priority), (activity.Node!.Value, activity.CgroupId, activity.LastPriority));
        Assert.Equal(("ext4_es_scan", "ext4", "ext4-es:*"), (activity.Function, activity.Module, activity.Name));
        Assert.Equal("a b-c [0] d", activity.Callers[0].Name);
        Assert.Equal(TimeSpan.FromMilliseconds(100), activity.Duration);
    }

    [Fact]
    public void Addresses_may_be_hidden_and_functions_unknown()
    {
        ShrinkerActivity[] activities = TraceReading.Lines(
            $" a-1 [000] .... 1.0: mm_shrink_slab_start: 0xffffffffc0123450 (____ptrval____): {Start}",
            $" a-1 [000] .... 1.1: mm_shrink_slab_end: 0xffffffffc0123450 (____ptrval____): {End}");
        Assert.Equal(("0xffffffffc0123450", "(____ptrval____)", 1L), (activities[0].Name, activities[0].Shrinker, activities[0].Calls));
    }

    [Fact]
    public void The_option_fields_prints_each_number_twice()
    {
        // As 6.18 prints it.
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            " a-1 [001] ..... 39455.686680: mm_shrink_slab_start: shr=0xffff888100c54980 (-131387331622528) shrink=ext4_es_scan+0x0/0x3d0 [ext4] (-2122681088) nid=0x1 (1) nr_objects_to_shrink=0x40 (64) gfp_flags=0xcc0 (3264) cache_items=0x20 (32) delta=0x40 (64) total_scan=0x140 (320) priority=0x0 (0)",
            " a-1 [001] ..... 39455.686690: mm_shrink_slab_end: shr=0xffff888100c54980 (-131387331622528) nid=0x1 (1) shrink=ext4_es_scan+0x0/0x3d0 [ext4] (-2122681088) unused_scan=0x40 (64) new_scan=0x12 (18) retval=0x7 (7) total_scan=0x40 (64)"));
        Assert.Equal((1L, 320L, 256L, (long?)7, 18L), (activity.Calls, activity.Requested, activity.Scanned, activity.Freed, activity.Deferred));
        Assert.Equal(("ext4_es_scan", "ext4", "0xffff888100c54980", 1, 0), (activity.Function, activity.Module, activity.Shrinker, activity.Node!.Value, activity.LastPriority!.Value));
    }

    [Fact]
    public void A_task_s_name_may_be_an_event_s()
    {
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            " mm_vmscan_: a-1 [000] .... 1.0: mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_KERNEL",
            $" mm_shrink_slab_-1 [000] .... 1.1: mm_shrink_slab_start: {Function}{Start}", $" mm_shrink_slab_-1 [000] .... 1.2: mm_shrink_slab_end: {Function}{End}"));
        Assert.Equal((1L, "mm_shrink_slab_", ShrinkerCallerKind.DirectReclaim), (activity.Calls, activity.Callers[0].Name, activity.Callers[0].Kind));
    }

    [Fact]
    public void A_shrinker_that_has_to_reclaim_itself_has_calls_within_its_call()
    {
        const string Inner = "ext4_es_scan+0x0/0x3e0 [ext4] 0000000012345678: ";
        ShrinkerActivity[] activities = TraceReading.Lines(
            $" sh-1 [000] .... 1.0: mm_shrink_slab_start: {Function}{Start.Replace("priority 3", "priority 0", StringComparison.Ordinal)}",
            " sh-1 [000] .... 1.1: mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_NOFS",
            $" sh-1 [000] .... 1.2: mm_shrink_slab_start: {Inner}{Start}",
            $" sh-1 [000] .... 1.3: mm_shrink_slab_end: {Inner}{End}",
            $" sh-1 [000] .... 1.4: mm_shrink_slab_start: {Function}{Start}",
            " sh-1 [000] .... 1.6: mm_vmscan_direct_reclaim_end: nr_reclaimed=5",
            $" sh-1 [000] .... 1.7: mm_shrink_slab_end: {Function}{End}");
        ShrinkerActivity inner = Assert.Single(activities, one => one.Module == "ext4");
        ShrinkerActivity outer = Assert.Single(activities, one => one.Module is null);
        Assert.Equal((1L, 0L, ShrinkerCallerKind.DirectReclaim), (inner.Calls, inner.Incomplete, inner.Callers[0].Kind));
        // The inner call of the same shrinker has lost its end.
        Assert.Equal((1L, 1L, ShrinkerCallerKind.DropCaches), (outer.Calls, outer.Incomplete, outer.Callers[0].Kind));
        Assert.Equal(TimeSpan.FromMilliseconds(700), outer.Duration);
    }

    [Fact]
    public void A_clock_that_is_no_time_gives_no_durations()
    {
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            $" a-1 [000] .... 1234567: mm_shrink_slab_start: {Function}{Start}", $" a-1 [000] .... 1234569: mm_shrink_slab_end: {Function}{End}"));
        Assert.Equal(1, activity.Calls);
        Assert.Null(activity.Duration);
        Assert.Null(activity.LongestCall);
        Assert.Null(activity.Interval);
    }

    [Fact]
    public void Events_of_reclaim_tell_why()
    {
        string[] pair = [$": mm_shrink_slab_start: {Function}{Start.Replace("priority 3", "priority 0", StringComparison.Ordinal)}", $": mm_shrink_slab_end: {Function}{End}"];
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            " a-1 [000] .... 1.0: mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_KERNEL", " a-1 [000] .... 1.1" + pair[0], " a-1 [000] .... 1.2" + pair[1],
            " a-1 [000] .... 1.3: mm_vmscan_direct_reclaim_end: nr_reclaimed=5",
            " b-2 [000] .... 2.0: mm_vmscan_memcg_reclaim_begin: order=0 gfp_flags=GFP_KERNEL", " b-2 [000] .... 2.1" + pair[0], " b-2 [000] .... 2.2" + pair[1],
            " b-2 [000] .... 2.3: mm_vmscan_memcg_reclaim_end: nr_reclaimed=5",
            " a-1 [000] .... 3.1" + pair[0], " a-1 [000] .... 3.2" + pair[1]));
        Assert.Equal(
            [(1, ShrinkerCallerKind.DirectReclaim), (1, ShrinkerCallerKind.DropCaches), (2, ShrinkerCallerKind.CgroupReclaim)],
            activity.Callers.Select(caller => (caller.Pid!.Value, caller.Kind)).Order());
    }

    [Fact]
    public void Thousands_of_tasks_are_kept_within_bounds()
    {
        string[] lines = [.. Enumerable.Range(1, 3000).SelectMany(pid => new[]
        {
            $" a-{pid} [000] .... {pid}.0: mm_shrink_slab_start: {Function}{Start}", $" a-{pid} [000] .... {pid}.1: mm_shrink_slab_end: {Function}{End}",
        })];
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(lines));
        Assert.Equal((3000L, 3000L), (activity.Calls, activity.Callers.Sum(caller => caller.Calls)));
        ShrinkerCaller others = Assert.Single(activity.Callers, caller => caller.Pid is null);
        Assert.Equal(("other tasks", 3000L - 1024), (others.Name, others.Calls));
    }

    [Theory]
    [InlineData("# entries-in-buffer/entries-written: 392/400   #P:1", 8)]
    [InlineData("CPU:2 [LOST 123 EVENTS]", 123)]
    [InlineData("CPU:2 [LOST EVENTS]", 1)]
    [InlineData("CPU:1 [77 EVENTS DROPPED]", 77)]
    [InlineData("CPU:1 [EVENTS DROPPED]", 1)]
    [InlineData("# entries-in-buffer/entries-written: 392/392   #P:1", 0)]
    [InlineData("           <...>-1 [000] .... 1.0: print: CPU:1 [LOST 5 EVENTS]", 0)]
    public void Lost_events_are_counted(string line, long lost) =>
        Assert.Equal(lost, Assert.Single(TraceReading.Lines(line, $" a-1 [000] .... 1.0: mm_shrink_slab_start: {Function}{Start}", $" a-1 [000] .... 1.1: mm_shrink_slab_end: {Function}{End}")).LostEvents);

    [Fact]
    public void Calls_without_their_other_half_are_incomplete()
    {
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(
            $" a-1 [000] .... 1.0: mm_shrink_slab_end: {Function}{End}",
            $" a-1 [000] .... 1.1: mm_shrink_slab_start: {Function}{Start}",
            $" a-1 [000] .... 1.2: mm_shrink_slab_start: {Function}{Start}",
            $" b-2 [000] .... 1.3: mm_shrink_slab_start: {Function}{Start}",
            $" a-1 [000] .... 1.4: mm_shrink_slab_end: {Function}{End}"));
        Assert.Equal((1L, 3L), (activity.Calls, activity.Incomplete));
        Assert.Equal(TimeSpan.FromMilliseconds(200), activity.Duration);
    }

    [Fact]
    public void Another_event_s_text_cannot_pretend_to_be_one()
    {
        string pretended = $"evil-9 [000] .... 9.0: mm_shrink_slab_start: {Function}{Start}";
        Assert.Empty(TraceReading.Lines(
            $"            bash-812 [001] ..... 5.000000: tracing_mark_write: some words before it {pretended}",
            $"            bash-812 [001] ..... 5.000000: tracing_mark_write: {pretended}",
            "nothing", "", "mm_shrink_slab_start:", " a-1 [000] .... 1.0: mm_shrink_slab_start: x", $" a-1 [000] .... x: mm_shrink_slab_start: {Function}{Start}"));
    }

    [Fact]
    public void Garbled_traces_do_no_harm()
    {
        byte[] content = File.ReadAllBytes(CaptureFiles.Fixture("6.12.107+deb13-amd64/shrinkers/trace.txt"));
        var random = new Random(20261124);
        for (int round = 0; round < 60; round++)
        {
            byte[] garbled = [.. content];
            for (int i = 0; i < 20 * (1 + round); i++)
                garbled[random.Next(garbled.Length)] = random.Next(3) == 0 ? (byte)"\n:-[]() .9"[random.Next(10)] : (byte)random.Next(256);
            foreach (ShrinkerActivity activity in TraceReading.Bytes(garbled[..random.Next(garbled.Length)]))
            {
                Assert.True(activity is { Calls: >= 0, Requested: >= 0, Scanned: >= 0, Incomplete: >= 0 });
                Assert.True(activity.Scanned <= activity.Requested);
                Assert.Equal(activity.Calls, activity.Callers.Sum(caller => caller.Calls));
            }
        }
    }

    [Fact]
    public void A_trace_without_line_ends_is_read_with_bounded_memory()
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('x', 3 << 20));
        Assert.Empty(TraceReading.Bytes(text));
    }
}
