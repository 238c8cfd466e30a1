using OomTools.Tests.Captures;

namespace OomTools.Tests.Shrinkers;

/// <summary>Traces of real kernels against sums made another way.</summary>
public sealed class ShrinkerTraceCaptureTests
{
    public static TheoryData<string> Traces() =>
        ["5.10.0-32-amd64/shrinkers/trace-pipe.txt", "6.12.107+deb13-amd64/shrinkers/trace.txt", "6.12.107-own/shrinkers/trace-pipe.txt", "7.3.4-own/shrinkers-oom/trace.txt"];

    [Theory]
    [MemberData(nameof(Traces))]
    public void Sums_are_those_that_another_way_gives(string trace) => AssertSums(CaptureFiles.Sample(trace));

    [Theory]
    [InlineData("6.12.107+deb13-amd64/shrinkers/trace.txt")]
    [InlineData("6.18/shrinkers/trace-cmd-report.txt")]
    public void Sums_of_the_shipped_traces_too(string trace) => AssertSums(CaptureFiles.Fixture(trace));

    [Fact]
    public void Reclaim_that_emptied_a_cache_is_told_with_its_callers()
    {
        ShrinkerActivity[] activities = TraceReading.File(CaptureFiles.Sample("7.3.4-own/shrinkers-oom/trace.txt"));
        // debugfs counted 30233 objects of sb-ext4:vda before and 55 after. They were dentries of files: each was freed, and then its inode.
        ShrinkerActivity ext4 = activities.MaxBy(activity => activity.Freed)!;
        Assert.Equal(("sb-*", "super_cache_scan"), (ext4.Name, ext4.Function));
        Assert.InRange(ext4.Freed!.Value, 2 * (30233 - 55), 2.1 * 30233);
        Assert.Equal(["indexer", "kswapd0"], ext4.Callers.Select(caller => caller.Name!).Order());
        Assert.All(ext4.Callers, caller => Assert.Equal(caller.Name == "kswapd0" ? ShrinkerCallerKind.Kswapd : ShrinkerCallerKind.DirectReclaim, caller.Kind));
        Assert.Equal(1, ext4.Callers.Sum(caller => caller.Share), 6);
        Assert.Equal(1, ext4.LowestPriority);
        // One cgroup, the root, and one node.
        Assert.Null(ext4.CgroupId);
        ShrinkerActivity apart = TraceReading.File(CaptureFiles.Sample("7.3.4-own/shrinkers-oom/trace.txt"), byNode: true, byCgroup: true).MaxBy(activity => activity.Freed)!;
        Assert.Equal((0, 1L, ext4.Freed), (apart.Node, apart.CgroupId!.Value, apart.Freed));
    }

    [Fact]
    public void The_first_call_of_the_capture_is_what_its_two_lines_say()
    {
        // kswapd0-48 72.863325 start … total_scan 185 priority 12; 72.868587 end … new scan count 185 total_scan 185 … return val 0.
        string[] lines = [.. File.ReadLines(CaptureFiles.Sample("5.10.0-32-amd64/shrinkers/trace-pipe.txt")).Take(2)];
        ShrinkerActivity activity = Assert.Single(TraceReading.Lines(lines));
        Assert.Equal((1L, 185L, 0L, (long?)0, 185L), (activity.Calls, activity.Requested, activity.Scanned, activity.Freed, activity.Deferred));
        Assert.Equal(TimeSpan.FromMicroseconds(5262), activity.Duration);
        Assert.Equal((12, 370L, "ffff8c36822abc28", "kswapd0"), (activity.LastPriority!.Value, activity.CacheItems, activity.Shrinker, activity.By));
        Assert.Equal("deferred, below its batch", activity.Finding);
    }

    [Fact]
    public void trace_cmd_and_perf_tell_the_same_as_the_kernel_s_text()
    {
        ShrinkerActivity[] report = TraceReading.File(CaptureFiles.Fixture("6.18/shrinkers/trace-cmd-report.txt"));
        ShrinkerActivity[] fields = TraceReading.File(CaptureFiles.Fixture("6.18/shrinkers/trace-cmd-report-raw.txt"));
        Assert.True(report.Length > 5);
        Assert.Equal(report.Select(Numbers), fields.Select(Numbers));
        Assert.All(report, activity => Assert.Equal(ShrinkerCallerKind.DropCaches, Assert.Single(activity.Callers).Kind));

        // vmap_node_shrink_scan: asked for 6498 at first, nothing done; kfree_rcu_shrink_scan: 190, 62 left, 95 freed.
        ShrinkerActivity[] perf = TraceReading.File(CaptureFiles.Fixture("6.18/shrinkers/perf-script.txt"));
        Assert.Contains(perf, activity => activity is { Name: "rcu-kfree", Calls: > 0 } && activity.Freed >= 95 && activity.By == "drop_caches");
        Assert.Contains(perf, activity => activity is { Name: "vmap-node", Scanned: 0, Freed: 0 } && activity.Requested >= 6498);
    }

    private static string Numbers(ShrinkerActivity activity) =>
        $"{activity.Name} {activity.Shrinker} {activity.Calls} {activity.Requested} {activity.Scanned} {activity.Freed} {activity.Deferred} {activity.CacheItems} {activity.LastPriority} {activity.Duration}";

    private static void AssertSums(string file)
    {
        var expected = IndependentTrace.Sums(File.ReadLines(file));
        ShrinkerActivity[] activities = TraceReading.File(file);
        Assert.Equal(expected.Count, activities.Length);
        foreach (ShrinkerActivity activity in activities)
        {
            var sum = expected.Single(pair => pair.Key.StartsWith(activity.Function + "+", StringComparison.Ordinal) && pair.Key.EndsWith(" " + activity.Shrinker, StringComparison.Ordinal)).Value;
            Assert.Equal((sum.Calls, sum.Requested, sum.Scanned, (long?)sum.Freed), (activity.Calls, activity.Requested, activity.Scanned, activity.Freed));
            Assert.Equal((long)(sum.Seconds * TimeSpan.TicksPerSecond), activity.Duration!.Value.Ticks);
            Assert.Equal(sum.Calls, activity.Callers.Sum(caller => caller.Calls));
            Assert.Equal(sum.Requested, activity.Callers.Sum(caller => caller.Requested));
            Assert.Equal(0, activity.LostEvents);
        }
    }
}
