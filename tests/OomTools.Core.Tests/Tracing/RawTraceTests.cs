using OomTools.Shrinkers;
using OomTools.Tests.Captures;
using OomTools.Tests.Shrinkers;
using OomTools.Tracing;

namespace OomTools.Tests.Tracing;

/// <summary>
/// Pages of a real ring buffer (6.18, two CPUs) with what the kernel printed for the same events. One task went from one CPU to the
/// other, so that its calls lie in two buffers.
/// </summary>
public sealed class RawTraceTests
{
    private static string Instance => CaptureFiles.Fixture("6.18/shrinkers/instance");

    [Fact]
    public void Records_are_the_lines_of_the_text()
    {
        var sink = new Recorder();
        using (var reader = new TraceReader(Instance))
        {
            reader.ReadToEnd(sink, TestContext.Current.CancellationToken);
            Assert.Equal(sink.Records.Count, reader.Count);
        }
        // "         python3-20889   [000] .....  4367.055125: mm_shrink_slab_start: …"
        string[][] lines = [.. File.ReadLines(Path.Combine(Instance, "trace")).Where(line => line.Contains("mm_shrink", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.True(lines.Length > 50);
        Assert.Contains(lines, fields => fields[1] == "[001]");
        Assert.Equal(
            lines.Select(fields => $"{int.Parse(fields[1].Trim('[', ']'), null)} {fields[3].TrimEnd(':')} {(fields[4] == "mm_shrink_slab_start:" ? "start" : "end")} {fields[0].Split('-')[1]}"),
            sink.Records);
    }

    [Fact]
    public void Sums_are_those_of_the_text()
    {
        var records = new ShrinkerTraceRecords(Format("start"), Format("end"), new TaskNames(new TraceFileSystem(Instance)));
        using (var reader = new TraceReader(Instance))
            reader.ReadToEnd(records, TestContext.Current.CancellationToken);
        ShrinkerActivity[] expected = TraceReading.File(Path.Combine(Instance, "trace"));
        records.Tally.Complete();
        Assert.Equal(
            expected.Select(one => $"{one.Calls} {one.Requested} {one.Scanned} {one.Freed} {one.Deferred} {one.CacheItems} {one.LastPriority}").Order(),
            records.Tally.Rows.Select(row => $"{row.Sum.Calls} {row.Sum.Requested} {row.Sum.Scanned} {row.Sum.Returned} {row.Deferred} {row.CacheItems} {row.LastPriority}").Order());
        Assert.Equal(expected.Select(one => one.Function).Distinct().Count(), records.FunctionAddresses.Count);
        Assert.Equal(IndependentTrace.Sums(File.ReadLines(Path.Combine(Instance, "trace"))).Values.Sum(sum => sum.Freed), records.Tally.Rows.Sum(row => row.Sum.Returned));
    }

    private static TraceEventFormat Format(string what) =>
        TraceEventFormat.Parse(File.ReadAllText(Path.Combine(Instance, $"events/vmscan/mm_shrink_slab_{what}/format")))!;

    private sealed class Recorder : ITraceSink
    {
        private readonly int _start = Format("start").Id;

        public List<string> Records { get; } = [];

        // The kernel prints microseconds, rounded to the nearest.
        public void Take(ulong time, int cpu, ReadOnlySpan<byte> record) =>
            Records.Add(FormattableString.Invariant($"{cpu} {(time + 500) / 1_000_000_000}.{(time + 500) / 1000 % 1_000_000:000000} {(TraceRecord.TypeOf(record) == _start ? "start" : "end")} {TraceRecord.PidOf(record)}"));
    }
}
