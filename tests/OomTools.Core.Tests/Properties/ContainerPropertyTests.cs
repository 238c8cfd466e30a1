using System.Text;
using OomTools.Generator;
using OomTools.Generator.Containers;
using OomTools.Logs;

namespace OomTools.Tests.Properties;

/// <summary>The log layer alone: what went into a container comes out line by line, with its stamps, host and caller.</summary>
public class ContainerPropertyTests
{
    private const int ReportsPerContainer = 25;

    public static TheoryData<string> Containers => [.. LogContainers.All.Select(container => container.Name)];

    [Theory]
    [MemberData(nameof(Containers))]
    public void Lines_come_out_as_the_kernel_printed_them(string containerName)
    {
        LogContainer container = LogContainers.All.Single(one => one.Name == containerName);
        ReportKind[] kinds = Enum.GetValues<ReportKind>();
        for (int seed = 0; seed < ReportsPerContainer; seed++)
        {
            Random random = new(seed);
            KernelEra era = KernelEra.All[random.Next(KernelEra.All.Count)];
            LogWriter writer = new(container);
            writer.Add(new NoiseSource(seed).Some(6));
            foreach (ReportKind kind in kinds.Where(era.Supports).Take(4))
                writer.Add(ReportSource.Create(seed, era, kind));
            Compare(writer, container, $"seed {seed}, era {era}, {container}");
        }
    }

    private static void Compare(LogWriter writer, LogContainer container, string where)
    {
        CollectingSink sink = new();
        using MemoryStream stream = new(writer.ToBytes());
        LogDecoder decoder = new(sink, new LogDecoderOptions { ReferenceTime = BoundedReader.Options.ReferenceTime, TimeZone = TimeZoneInfo.Utc });
        using LogScanner scanner = new(stream, decoder, sink);
        while (scanner.ReadBlock())
        {
        }
        (LogEntry Entry, string Line)[] printed = [.. writer.Entries.SelectMany(entry => entry.Lines.Select(line => (entry, line)))];
        for (int i = 0; i < Math.Min(printed.Length, sink.Lines.Count); i++)
        {
            Differences differences = new(container, false);
            (LogEntry entry, string line) = printed[i];
            Line read = sink.Lines[i];
            bool losesIndent = container.LosesIndent;
            differences.SameName("text", losesIndent ? line.TrimStart(' ') : line, losesIndent ? read.Text.TrimStart(' ') : read.Text);
            if (container.HasUptime)
                differences.Same("uptime", entry.Uptime, read.Uptime);
            if (container.ClockUnit is TimeSpan unit)
                differences.Same("time", entry.Time.Ticks - (entry.Time.Ticks % unit.Ticks), read.Time?.Ticks);
            differences.Same("host", container.HasHost ? entry.Host : null, read.Host);
            if (container.HasCaller)
                differences.Same("caller", entry.Caller ?? "", read.Caller.IsKnown ? $"{read.Caller.Kind}{read.Caller.Id}" : "");
            if (differences.Found.Count > 0)
                Assert.Fail($"{where}, line {i} \"{line}\": {differences.Found[0]}");
        }
        Assert.True(printed.Length == sink.Lines.Count, $"{where}: {printed.Length} lines printed, {sink.Lines.Count} read");
    }

    private sealed record Line(string Text, TimeSpan? Uptime, DateTime? Time, string? Host, LogCaller Caller);

    /// <summary>Wants every line.</summary>
    private sealed class CollectingSink : ILogSink
    {
        public List<Line> Lines { get; } = [];

        public bool IsIdle => false;

        public int IndexOfMarker(ReadOnlySpan<byte> bytes, out int lookBack)
        {
            lookBack = 0;
            return bytes.IsEmpty ? -1 : 0;
        }

        public void Accept(in LogRecord record) =>
            Lines.Add(new Line(Encoding.UTF8.GetString(record.Text), record.Uptime, record.Time, record.Host, record.Caller));

        public void Gap(long? lost, string? host)
        {
        }

        public void End()
        {
        }
    }
}
