using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>The reports of one host: those open, those that wait for their reaper lines, and what was said before them.</summary>
internal sealed partial class HostLog(ReportPool pool, TimeSpan waitTime)
{
    private readonly List<OpenReport> _open = [];
    private readonly List<WaitingReport> _waiting = [];

    // What "Linux version", or the latest report that was whole, named in this boot.
    private string? _release;
    private TimeSpan? _lastUptime;
    private long _records;
    private long? _suppressed;
    private bool _suppressedOom;
    private Place? _suppressedAt;
    private Place? _sysRqAt;

    /// <summary>Records seen of all hosts when this one's last came.</summary>
    public long LastSeen { get; set; }

    public bool IsIdle => _open.Count == 0 && _waiting.Count == 0 && !IsHolding;

    /// <summary>A report has its end, or may have it; only more of its lines would tell that it goes on.</summary>
    public bool HasEnded => HasKill || _open.Exists(report => report.MayBeOver);

    /// <summary>A report has its kill line.</summary>
    public bool HasKill => _waiting.Count > 0;

    /// <summary>Line of the first report that is not finished yet; null where none is open.</summary>
    public long? FirstOpenLine => _open.Count > 0 ? _open.Min(report => report.LineNumber) : IsHolding ? _heldLine : null;

    /// <summary>The next report that is finished, in the order of the log.</summary>
    public OpenReport? Take()
    {
        if (_waiting.Count == 0 || !_waiting[0].IsReady)
        {
            return null;
        }

        OpenReport report = _waiting[0].Report;
        _waiting.RemoveAt(0);
        return report;
    }

    public void Accept(in LogRecord record)
    {
        _records++;
        if (record.Uptime is TimeSpan now)
        {
            if (_lastUptime - now > ReportLimits.Disorder)
            {
                // A new boot.
                EndAll();
                _release = null;
            }

            _lastUptime = now;
        }

        CloseStale(record);
        Read(record);
        Expire(record);
    }

    /// <summary>Everything open is finished as far as it goes.</summary>
    public void EndAll()
    {
        if (IsHolding)
        {
            ReleaseHeld();
        }

        while (_open.Count > 0)
        {
            Close(_open[0]);
        }

        foreach (WaitingReport waiting in _waiting)
        {
            waiting.IsReady = true;
        }
    }

    /// <summary>Reports that have their kill line leave; what else is said about the kill is not waited for.</summary>
    public void SettleKills()
    {
        foreach (WaitingReport waiting in _waiting)
        {
            waiting.IsReady = true;
        }
    }


    /// <summary>Too many lines of other hosts came since: nothing more is expected.</summary>
    public void ExpireBy(long allRecords)
    {
        if (allRecords - LastSeen > ReportLimits.WaitLinesOfAll)
        {
            EndAll();
        }
    }

    /// <summary>Lines that fit nowhere, or silence, end a report.</summary>
    private void CloseStale(in LogRecord record)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            OpenReport report = _open[i];
            bool silence = record.Uptime - report.LastUptime > ReportLimits.Silence
                || record.Uptime is null && record.Time - report.LastTime > ReportLimits.Silence;
            int limit = report.MayBeOver ? ReportLimits.ForeignLinesAtEnd : ReportLimits.ForeignLines;
            if (silence || ++report.ForeignLines > limit)
            {
                Close(report);
            }
        }
    }

    private void Expire(in LogRecord record)
    {
        foreach (WaitingReport waiting in _waiting)
        {
            waiting.IsReady |= waiting.Report.IsSettled
                || _records - waiting.Since > ReportLimits.WaitLines
                || record.Uptime - waiting.Report.LastUptime > waitTime
                || record.Uptime is null && record.Time - waiting.Report.LastTime > waitTime;
        }
    }

    /// <summary>Failures that have all their sections are over when something else begins.</summary>
    public void CloseOver()
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].MayBeOver)
            {
                Close(_open[i]);
            }
        }
    }

    /// <summary>Nothing more is wanted of an open report.</summary>
    private void Close(OpenReport report)
    {
        _ = _open.Remove(report);
        if (report.IsPublished)
        {
            Enqueue(report, isReady: true);
        }
        else
        {
            Drop(report);
        }
    }

    /// <summary>An open report was none.</summary>
    private void Drop(OpenReport report)
    {
        _ = _open.Remove(report);
        GiveBackLoss(report);
        pool.Return(report.Buffers);
    }

    /// <summary>A report has its end; lines of the reaper or of the same group kill may follow.</summary>
    private void Wait(OpenReport report)
    {
        _ = _open.Remove(report);
        Enqueue(report, isReady: false);
    }

    /// <summary>Reports leave in the order in which they began.</summary>
    private void Enqueue(OpenReport report, bool isReady)
    {
        int at = _waiting.Count;
        while (at > 0 && _waiting[at - 1].Report.LineNumber > report.LineNumber)
        {
            at--;
        }

        // Kill lines alone may follow, also where the boot's first lines are lost.
        _release = report.KernelVersion ?? _release;
        _waiting.Insert(at, new WaitingReport(report, _records) { IsReady = isReady });
    }

    private OpenReport Open(in LogRecord record, bool isTentative = false, bool isShowMemory = false)
    {
        CloseOver();
        if (_open.Count >= ReportLimits.OpenPerHost)
        {
            Close(_open[0]);
        }

        var report = pool.Rent();
        report.Start(record, _release, isTentative, isShowMemory);
        TakeLoss(report);
        _open.Add(report);
        return report;
    }

    private sealed class WaitingReport(OpenReport report, long since)
    {
        public OpenReport Report { get; } = report;

        public long Since { get; set; } = since;

        public bool IsReady { get; set; }
    }
}
