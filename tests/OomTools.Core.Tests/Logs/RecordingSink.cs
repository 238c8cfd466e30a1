using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Keeps what it is handed.</summary>
internal sealed class RecordingSink : ILogSink
{
    /// <summary>What an idle sink looks for; empty for one that is never idle.</summary>
    public string[] Markers { get; init; } = [];

    /// <summary>So many lines from a marker on the sink is not idle.</summary>
    public int Hold { get; init; } = 150;

    public int LookBack { get; init; } = 4096;

    public List<Line> Lines { get; } = [];

    public int Gaps { get; private set; }

    public int Ends { get; private set; }

    private int _held;

    public IEnumerable<string> Texts => Lines.Select(line => line.Text);

    public bool IsIdle => Markers.Length > 0 && _held <= 0;

    public int IndexOfMarker(ReadOnlySpan<byte> bytes, out int lookBack)
    {
        lookBack = LookBack;
        int first = -1;
        foreach (string marker in Markers)
        {
            int at = bytes.IndexOf(Encoding.UTF8.GetBytes(marker));
            if (at >= 0 && (first < 0 || at < first))
                first = at;
        }

        return first;
    }

    public void Accept(in LogRecord record)
    {
        string text = Encoding.UTF8.GetString(record.Text);
        Lines.Add(new Line(text, record.Time, record.Uptime, record.Host, record.Caller, record.LineNumber, record.IsContinuation, Gaps));
        _held = Markers.Any(text.Contains) ? Hold : _held - 1;
    }

    /// <summary>What each gap says that was lost, and whose it was.</summary>
    public List<(long? Lines, string? Host)> Losses { get; } = [];

    public void Gap(long? lost, string? host)
    {
        Gaps++;
        Losses.Add((lost, host));
    }

    public void End() => Ends++;

    public sealed record Line(
        string Text, DateTime? Time, TimeSpan? Uptime, string? Host, LogCaller Caller, long Number, bool IsContinuation, int GapsBefore);
}
