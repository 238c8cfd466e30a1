using System.Diagnostics;
using OomTools.Oom;

namespace OomTools.Commands;

/// <summary>Follows a log for a cmdlet until its time or its number of reports is over, or the pipeline is stopped.</summary>
internal sealed class LogWatching(OomCommand cmdlet, LimitedOutput output)
{
    /// <summary>Windows of the limit end also when nothing comes; half a minute more or less does not matter.</summary>
    private static readonly TimeSpan s_windowLook = TimeSpan.FromSeconds(30);

    /// <summary>A buffer that overruns does so many times.</summary>
    private static readonly TimeSpan s_warningInterval = TimeSpan.FromSeconds(10);

    private long _lostTold;
    private long? _warned;

    /// <summary>So long; infinite for ever.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>So many reports; 0 for any number.</summary>
    public int Count { get; init; }

    private bool IsOver => cmdlet.Stopped.IsCancellationRequested || (Count > 0 && output.PassedCount >= Count);

    /// <summary>Writes what the log brings.</summary>
    public void Follow(FollowedLog log)
    {
        using CancellationTokenRegistration stopped = cmdlet.Stopped.Register(log.Call);
        long start = Stopwatch.GetTimestamp();
        bool isUpToDate = false; // What is there already is read whatever it takes.
        cmdlet.WriteVerbose("Watching; Ctrl+C ends it.");
        while (!IsOver)
        {
            bool isRead = log.Read();
            WriteReports(log);
            TellLoss(log, isLast: false);
            if (IsOver)
                break;
            TimeSpan left = Timeout == System.Threading.Timeout.InfiniteTimeSpan ? Timeout : Timeout - Stopwatch.GetElapsedTime(start);
            isUpToDate |= !isRead;
            if (isUpToDate && left <= TimeSpan.Zero && left != System.Threading.Timeout.InfiniteTimeSpan)
                break;
            if (isRead)
                continue;
            output.Advance();
            log.Wait(output.IsCounting ? Shorter(left, s_windowLook) : left);
        }

        if (cmdlet.Stopped.IsCancellationRequested)
            return;
        log.Finish();
        WriteReports(log);
        TellLoss(log, isLast: true);
    }

    private void WriteReports(FollowedLog log)
    {
        while (!IsOver && log.Take() is { } report)
            output.Write(report);
    }

    private void TellLoss(FollowedLog log, bool isLast)
    {
        long lost = log.LostCount - _lostTold;
        if (lost == 0 || (!isLast && _warned is long warned && Stopwatch.GetElapsedTime(warned) < s_warningInterval))
            return;
        (_lostTold, _warned) = (log.LostCount, Stopwatch.GetTimestamp());
        cmdlet.WriteWarning(
            $"The kernel's ring buffer overran: {lost} records were lost before they could be read. A report among them is missing or incomplete. The boot parameter log_buf_len enlarges the buffer.");
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan other) =>
        left == System.Threading.Timeout.InfiniteTimeSpan || left > other ? other : left;
}
