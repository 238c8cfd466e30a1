using System.Diagnostics;

namespace OomTools.Tests.Properties;

/// <summary>Reads all reports of a log and sees to it that this ends.</summary>
internal static class BoundedReader
{
    /// <summary>Far more than any generated log needs; only a hang takes that long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static OomLogOptions Options { get; } = new()
    {
        Source = "generated",
        ReferenceTime = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc),
        TimeZone = TimeZoneInfo.Utc,
    };

    public static List<OomReport> Read(byte[] log)
    {
        using CancellationTokenSource cancellation = new(s_patience);
        using CountingStream stream = new(log);
        using OomLogReader reader = new(stream, Options);
        List<OomReport> reports = [];
        // A report needs at least one line of its own.
        int most = log.AsSpan().Count((byte)'\n') + 2;
        while (reader.Read(cancellation.Token) is OomReport report)
        {
            reports.Add(report);
            if (reports.Count > most)
                throw new UnreachableException("More reports than lines.");
        }
        return reports;
    }

    /// <summary>A stream that gives little at a time, and nothing for ever after its end but not without end.</summary>
    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        private const int MostEmptyReads = 16;
        private int _emptyReads;

        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            if (count == 0 && buffer.Length > 0 && ++_emptyReads > MostEmptyReads)
                throw new UnreachableException("Reads again and again at the end.");
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
