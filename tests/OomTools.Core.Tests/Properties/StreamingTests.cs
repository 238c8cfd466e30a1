using System.Text;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>How a log arrives makes no difference: in small pieces, behind any number of other bytes, or line by line.</summary>
public class StreamingTests
{
    private const string Filler = "Nov 22 21:17:01 web01 CRON[4711]: (root) CMD (run-parts --report /etc/cron.hourly)\n";

    [Fact]
    public void Pieces_of_any_size_give_the_same_reports()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (GeneratedReport report, LogContainer container, byte[] log) = Make(seed);
            using OomLogReader reader = new(new PiecesStream(log, new Random(seed)), BoundedReader.Options);
            List<OomReport> reports = [];
            while (reader.Read(TestContext.Current.CancellationToken) is OomReport one)
                reports.Add(one);
            Same(report, container, reports, $"seed {seed}");
        }
    }

    [Fact]
    public void A_report_may_lie_across_any_border()
    {
        byte[] filler = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Filler, 1 + ((2 << 20) / Filler.Length))));
        for (int seed = 0; seed < 48; seed++)
        {
            Random random = new(seed);
            KernelEra era = KernelEra.All[random.Next(KernelEra.All.Count)];
            LogWriter writer = new(LogContainers.Syslog);
            GeneratedReport report = ReportSource.Create(seed, era, ReportKind.Global);
            writer.Add(report);
            byte[] log = writer.ToBytes();
            // Blocks are likely to be a power of two: put the border somewhere into the report.
            int border = 1 << (14 + (seed % 8));
            int before = Math.Max(0, border - random.Next(log.Length));
            byte[] whole = [.. filler.AsSpan(0, before - (before % Filler.Length)), .. log, .. filler];
            Same(report, LogContainers.Syslog, BoundedReader.Read(whole), $"seed {seed}, border {border}");
        }
    }

    [Fact]
    public void Lines_one_by_one_give_the_same_reports()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            (GeneratedReport report, LogContainer container, byte[] log) = Make(seed);
            // Values of the export form may have line ends and zeros in them: not lines of text.
            if (container.Name == "journal-export")
                continue;
            OomLogParser parser = new(BoundedReader.Options);
            List<OomReport> reports = [];
            foreach (string line in Encoding.UTF8.GetString(log).TrimEnd('\n').Split('\n'))
            {
                if (seed % 2 == 0)
                    parser.Append(line.AsSpan());
                else
                    parser.Append(Encoding.UTF8.GetBytes(line));
                Take(parser, reports);
            }
            parser.Flush();
            Take(parser, reports);
            Same(report, container, reports, $"seed {seed}");
        }
    }

    [Fact]
    public void The_first_report_leaves_before_a_megabyte_past_its_end_is_read()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            LogWriter writer = new(LogContainers.Syslog);
            writer.Add(ReportSource.Create(seed, KernelEra.All[(seed * 3) % KernelEra.All.Count], ReportKind.Global));
            byte[] log = writer.ToBytes();
            byte[] rest = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Filler, (4 << 20) / Filler.Length)));
            using MemoryStream stream = new([.. log, .. rest], writable: false);
            using OomLogReader reader = new(stream, BoundedReader.Options);
            Assert.NotNull(reader.Read(TestContext.Current.CancellationToken));
            Assert.InRange(stream.Position - log.Length, long.MinValue, 1_000_000);
        }
    }

    private static (GeneratedReport Report, LogContainer Container, byte[] Log) Make(int seed)
    {
        Random random = new(seed);
        KernelEra era = KernelEra.All[random.Next(KernelEra.All.Count)];
        LogContainer container = LogContainers.All[seed % LogContainers.All.Count];
        GeneratedReport report = ReportSource.Create(seed, era, random.Next(2) == 0 ? ReportKind.Cgroup : ReportKind.Global);
        LogWriter writer = new(container);
        writer.Add(new NoiseSource(seed).Some(9));
        writer.Add(report);
        writer.Add(new NoiseSource(seed + 1).Some(9));
        return (report, container, writer.ToBytes());
    }

    private static void Take(OomLogParser parser, List<OomReport> reports)
    {
        while (parser.Take() is OomReport report)
            reports.Add(report);
    }

    private static void Same(GeneratedReport printed, LogContainer container, List<OomReport> read, string what)
    {
        Assert.True(read.Count == 1, $"{what}: {printed} in {container}: {read.Count} reports");
        IReadOnlyList<string> found = ReportComparison.Compare(printed, read[0], container);
        if (found.Count > 0)
            Assert.Fail($"{what}: {printed} in {container}: {found[0]}");
    }

    /// <summary>Gives between one byte and a few hundred at a time.</summary>
    private sealed class PiecesStream(byte[] bytes, Random random) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 1 << random.Next(1, 12)))]);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
