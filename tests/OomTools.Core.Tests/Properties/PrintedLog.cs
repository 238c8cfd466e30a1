using System.Text;
using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>A log of several reports with what was printed into it.</summary>
internal sealed class PrintedLog(LogContainer container, int seed)
{
    private readonly LogWriter _writer = new(container);
    private readonly NoiseSource _noise = new(seed);

    public List<(GeneratedReport Report, TimeSpan Start, string Host)> Reports { get; } = [];

    public LogWriter Writer => _writer;

    /// <summary>Adds a report between lines of others.</summary>
    public void Add(GeneratedReport report)
    {
        _writer.Add(_noise.Some(4));
        int at = _writer.Entries.Count;
        _writer.Add(report);
        Reports.Add((report, _writer.Entries[at].Uptime, _writer.Host));
        _writer.Add(_noise.Some(4));
    }

    /// <summary>Reads the log back; every report must come out as printed, in order.</summary>
    public void Check()
    {
        byte[] log = _writer.ToBytes();
        List<OomReport> read = BoundedReader.Read(log);
        for (int i = 0; i < Math.Min(Reports.Count, read.Count); i++)
        {
            IReadOnlyList<string> found = [.. ReportComparison.Compare(Reports[i].Report, read[i], container), .. Place(i, read[i])];
            if (found.Count > 0)
                Assert.Fail(Explain(i, found[0], found.Count, log));
        }
        Assert.True(Reports.Count == read.Count, Explain(Math.Min(Reports.Count, read.Count) - 1, $"{Reports.Count} reports printed, {read.Count} read", 1, log));
    }

    private List<string> Place(int index, OomReport report)
    {
        Differences differences = new(container, false);
        (_, TimeSpan start, string host) = Reports[index];
        differences.Same("HostName", container.HasHost ? host : null, report.HostName);
        // "callbacks suppressed" or the SysRq line may count as the first line, or what comes after.
        TimeSpan[] starts = [.. _writer.Entries.Where(entry => entry.Uptime >= start).Take(3).Select(entry => entry.Uptime)];
        if (container.HasUptime)
            differences.True($"Uptime: printed {start}, read {report.Uptime}", report.Uptime is { } uptime && starts.Contains(uptime));
        if (container.ClockUnit is TimeSpan unit)
        {
            DateTime[] times = [.. starts.Select(one => Floor(LogEntry.BootTime + one, unit))];
            differences.True($"Time: printed {times[0]:O}, read {report.Time:O}", report.Time is DateTime time && times.Contains(time) && time.Kind == DateTimeKind.Utc);
        }
        return [.. differences.Found];
    }

    private static DateTime Floor(DateTime time, TimeSpan unit) => new(time.Ticks - (time.Ticks % unit.Ticks), DateTimeKind.Utc);

    private string Explain(int index, string difference, int count, byte[] log)
    {
        StringBuilder message = new();
        message.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{(index < 0 ? "first" : Reports[index].Report)} in {container}: {difference} ({count} differences)");
        string? directory = Environment.GetEnvironmentVariable("OOMTOOLS_KEEP_FAILED_LOGS");
        if (directory is not null)
        {
            string path = Path.Combine(directory, $"{container}-{(index < 0 ? 0 : Reports[index].Report.Seed)}.log");
            File.WriteAllBytes(path, log);
            message.AppendLine(path);
        }
        return message.ToString();
    }
}
