using System.Diagnostics;

namespace OomTools.Tests.Properties;

/// <summary>Reads all reports of a log and sees to it that this ends.</summary>
internal static class BoundedReader
{
    /// <summary>Far more than any generated log needs; only a hang takes that long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static OomLogOptions Options { get; } = new()
    {
        Source = "generated",
        ReferenceTime = new DateTime(2026, 11, 23, 12, 0, 0, DateTimeKind.Utc),
        TimeZone = TimeZoneInfo.Utc,
    };

    /// <summary>All reports of a log. A reader that does not end fails the test instead of stopping the run.</summary>
    public static List<OomReport> Read(byte[] log)
    {
        using CancellationTokenSource cancellation = new(s_patience);
        Task<List<OomReport>> reading = Task.Factory.StartNew(
            () => ReadAll(log, cancellation.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // Past the cancellation: a loop that does not look at it never comes back.
        return reading.Wait(s_patience + s_patience, CancellationToken.None) ? reading.Result : throw new TimeoutException("The reader hangs.");
    }

    private static List<OomReport> ReadAll(byte[] log, CancellationToken cancellation)
    {
        using PiecesStream stream = new(log);
        using OomLogReader reader = new(stream, Options);
        List<OomReport> reports = [];
        // A report needs at least one line of its own.
        int most = log.AsSpan().Count((byte)'\n') + 2;
        while (reader.Read(cancellation) is OomReport report)
        {
            reports.Add(report);
            if (reports.Count > most)
                throw new UnreachableException("More reports than lines.");
        }
        return reports;
    }
}
