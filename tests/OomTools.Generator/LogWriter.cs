using System.Buffers;
using OomTools.Generator.Containers;
using OomTools.Generator.Printing;

namespace OomTools.Generator;

/// <summary>Puts reports and noise into a container, one after the other.</summary>
public sealed class LogWriter(LogContainer container)
{
    private readonly List<LogEntry> _entries = [];
    private TimeSpan _now = TimeSpan.FromMicroseconds(20_989_659);

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>The host of what follows.</summary>
    public string Host { get; set; } = "web01";

    /// <summary>Adds lines of somebody else.</summary>
    public void Add(IEnumerable<KernelRecord> records, string? caller = null)
    {
        foreach (KernelRecord record in records)
        {
            _now += TimeSpan.FromMicroseconds(137);
            _entries.Add(new LogEntry(record, _now, container.HasCaller ? caller : null, Host, 300 + _entries.Count));
        }
    }

    /// <summary>Adds a report; gives the time of its first line.</summary>
    public TimeSpan Add(GeneratedReport report)
    {
        _now += TimeSpan.FromSeconds(1.5);
        string? caller = report.Era.HasCaller && report.Seed % 2 == 0 ? $"T{report.TriggerPid}" : null;
        TimeSpan start = _now + TimeSpan.FromMicroseconds(137);
        Add(ReportPrinter.Print(report), caller);
        return start;
    }

    /// <summary>The log as bytes.</summary>
    public byte[] ToBytes() => ToBytes(_entries);

    /// <summary>Other entries in the same container.</summary>
    public byte[] ToBytes(IEnumerable<LogEntry> entries)
    {
        ArrayBufferWriter<byte> output = new();
        container.Write(entries, output);
        return output.WrittenSpan.ToArray();
    }
}
