using System.Globalization;
using System.Text.RegularExpressions;
using OomTools.Analysis;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

public class ReportComparisonTests
{
    private const string Slab = "7.3.4+deb13-amd64/slab-unix";
    private const string Leak = "6.12.107-own/driver-leak";
    private const string Atomic = "6.12.107-own/atomic-failure";

    [Fact]
    public void Deltas_are_those_of_the_files()
    {
        string[] files = [CaptureFiles.Fixture(Atomic + "/console.log"), CaptureFiles.Fixture(Leak + "/console.log")];
        OomDifference[] rows = Compare([CaptureFiles.Read(files[0])[0]], [CaptureFiles.Read(files[1])[0]]);

        foreach ((string field, string name) in new[] { ("slab_unreclaimable", "SlabUnreclaimable"), ("slab_reclaimable", "SlabReclaimable"), ("shmem", "SharedMemory"), ("pagetables", "PageTables") })
        {
            long[] pages = [.. files.Select(file => FirstNumber(file, field))];
            OomDifference row = rows.Single(row => row.Area == DifferenceArea.Memory && row.Name == name);
            Assert.Equal(pages[0] * 4096, row.Reference);
            Assert.Equal(pages[1] * 4096, row.Difference);
            Assert.Equal((pages[1] - pages[0]) * 4096, row.Delta);
            Assert.Equal((double)pages[1] / pages[0], row.Ratio!.Value, 9);
        }

        // Only the leak's report lists slab caches.
        Assert.DoesNotContain(rows, row => row.Area == DifferenceArea.Slab);
        Assert.Contains(rows, row => row.Area == DifferenceArea.Zone && row.Name == "Node 0 DMA32 Free");
    }

    [Fact]
    public void Rows_come_largest_first_and_equal_ones_on_demand_only()
    {
        OomReport[] reports = CaptureFiles.Read(CaptureFiles.Fixture(Slab + "/console.log"));
        OomDifference[] rows = Compare([reports[0]], [reports[1]]);
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.NotEqual(0, row.Delta));
        long[] sizes = [.. rows.Where(row => row.IsBytes).Select(row => Math.Abs(row.Delta!.Value))];
        Assert.Equal(sizes.OrderDescending(), sizes);

        OomDifference[] all = Compare([reports[0]], [reports[0]], includeEqual: true);
        Assert.All(all, row => Assert.Equal(0, row.Delta));
        Assert.Contains(all, row => row is { Area: DifferenceArea.Slab, Name: "signal_cache" });
        Assert.Empty(Compare([reports[0]], [reports[0]]));
    }

    [Fact]
    public void The_sentence_says_what_differs_most_and_who_holds_it()
    {
        OomDifference[] rows = Compare(
            [Report(OomCause.AnonymousMemory, anonymous: 100, slab: 52, slabs: [("signal_cache", 2), ("filp", 1)])],
            [Report(OomCause.SlabUnreclaimable, anonymous: 70, slab: 138, slabs: [("signal_cache", 58)])]);
        Assert.All(rows, row => Assert.Equal(
            "86 MiB more unreclaimable slab (138 MiB instead of 52 MiB), signal_cache alone 56 MiB; 30 MiB less anonymous memory. Cause: SlabUnreclaimable instead of AnonymousMemory.",
            row.Summary));
        // A cache that is not in one of the two lists is empty there.
        Assert.Equal((1L << 20, 0L, -1L << 20), rows.Where(row => row.Name == "filp").Select(row => (row.Reference!.Value, row.Difference!.Value, row.Delta!.Value)).Single());
    }

    [Fact]
    public void Sets_are_compared_by_their_averages()
    {
        OomDifference[] rows = Compare(
            [Report(OomCause.AnonymousMemory, anonymous: 10, slab: 5, tasks: [("hog", 4), ("hog", 2)]), Report(OomCause.AnonymousMemory, anonymous: 20, slab: 5)],
            [Report(OomCause.AnonymousMemory, anonymous: 30, slab: 5, tasks: [("hog", 9), ("pig", 1)])]);
        OomDifference anonymous = rows.Single(row => row.Name == "AnonymousMemory");
        Assert.Equal((15L << 20, 30L << 20, 2.0), (anonymous.Reference!.Value, anonymous.Difference!.Value, anonymous.Ratio!.Value));
        // Of the two reports only one has a task table: the average is that of one.
        Assert.Equal(6L << 20, rows.Single(row => row.Name == "hog").Reference);
        Assert.Equal((0L, 1L << 20), rows.Where(row => row.Name == "pig").Select(row => (row.Reference!.Value, row.Difference!.Value)).Single());
        Assert.Equal((2, 1), (anonymous.ReferenceCount, anonymous.DifferenceCount));
        Assert.EndsWith("Averages of 2 and 1 reports.", anonymous.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_that_is_not_among_the_ten_largest_is_unknown_and_not_nothing()
    {
        OomDifference[] rows = Compare(
            [new OomReport { AllocationSites = [Site("a.c", 50)] }],
            [new OomReport { AllocationSites = [Site("a.c", 40), Site("b.c", 30)] }]);
        OomDifference unknown = rows.Single(row => row.Name.StartsWith("b.c", StringComparison.Ordinal));
        Assert.Equal((null, 30L, null, null), (unknown.Reference, unknown.Difference, unknown.Delta, unknown.Ratio));
        Assert.Equal(["b.c:1 f", "a.c:1 f"], rows.Select(row => row.Name));
    }

    [Fact]
    public void Garbled_amounts_end_in_the_largest_number()
    {
        OomDifference[] rows = Compare(
            [new OomReport { TotalMemory = 1, AnonymousMemory = long.MinValue, Tasks = [Task("a", long.MaxValue), Task("a", long.MaxValue)] }],
            [new OomReport { TotalMemory = 1, AnonymousMemory = long.MaxValue, Tasks = [Task("b", 1)] }]);
        Assert.Equal(long.MaxValue, rows.Single(row => row.Name == "AnonymousMemory").Delta);
        Assert.Equal(-long.MaxValue, rows.Single(row => row.Name == "a").Delta);
    }

    [Fact]
    public void A_task_is_no_part_of_a_smaller_change_and_none_of_shared_memory()
    {
        string Sentence(OomReport before, OomReport after) => Compare([before], [after])[0].Summary;
        OomReport Of(long anonymous, long shared, params (string, long)[] tasks)
        {
            OomReport report = Report(OomCause.AnonymousMemory, anonymous, 0, tasks: tasks);
            report.SharedMemory = shared << 20;
            return report;
        }

        Assert.Equal("60 MiB more anonymous memory (100 MiB instead of 40 MiB), java alone 50 MiB.", Sentence(Of(40, 0, ("java", 30)), Of(100, 0, ("java", 80))));
        // Another one went meanwhile.
        Assert.Equal("10 MiB more anonymous memory (50 MiB instead of 40 MiB), java 50 MiB more.", Sentence(Of(40, 0, ("java", 0), ("php", 40)), Of(50, 0, ("java", 50))));
        // Somebody filled a tmpfs while java grew: its size says nothing about that.
        Assert.Equal("70 MiB more shared memory (70 MiB instead of 0 B); 50 MiB more anonymous memory.", Sentence(Of(40, 0, ("java", 30)), Of(90, 70, ("java", 80))));
    }

    [Fact]
    public void More_names_than_anyone_needs_are_counted_together()
    {
        var set = new AmountSet();
        set.Begin();
        for (int i = 0; i < AmountSet.MaxNames + 100; i++)
            set.Add(DifferenceArea.Task, "n" + i, 1);
        Assert.Equal(AmountSet.MaxNames + 1, set.Names.Count());
        Assert.Equal(100, set[DifferenceArea.Task, AmountSet.Others]);
    }

    private static OomDifference[] Compare(OomReport[] reference, OomReport[] difference, bool includeEqual = false)
    {
        var comparison = new ReportComparison();
        Array.ForEach(reference, comparison.AddReference);
        Array.ForEach(difference, comparison.AddDifference);
        return comparison.ToDifferences(includeEqual);
    }

    private static long FirstNumber(string file, string field) =>
        long.Parse(Regex.Match(File.ReadAllText(file), $@"\b{field}:(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private static OomReport Report(OomCause cause, long anonymous, long slab, (string, long)[]? slabs = null, (string, long)[]? tasks = null) => new()
    {
        Cause = cause,
        TotalMemory = 200 << 20,
        AnonymousMemory = anonymous << 20,
        SlabUnreclaimable = slab << 20,
        Slabs = [.. (slabs ?? []).Select(cache => new SlabCache { Name = cache.Item1, Bytes = cache.Item2 << 20 })],
        Tasks = [.. (tasks ?? []).Select(task => Task(task.Item1, task.Item2 << 20))],
    };

    private static OomTask Task(string name, long rss) => new() { Name = name, Rss = rss };

    private static AllocationSite Site(string file, long bytes) => new() { File = file, Line = 1, Function = "f", Bytes = bytes };
}
