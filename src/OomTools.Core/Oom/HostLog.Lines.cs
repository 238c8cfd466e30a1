using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>Which line goes to which report.</summary>
internal sealed partial class HostLog
{
    // Longer than any line of a report: records end at 1024 bytes, 2048 formatted; up to 5.2 a cgroup's path may be longer.
    private const int MaxLine = 8192;

    private byte[]? _plain;

    private static ReadOnlySpan<byte> NoBreakSpace => "\u00a0"u8;

    private void Read(in LogRecord record)
    {
        ReadOnlySpan<byte> line = record.Text.Length > MaxLine ? record.Text[..MaxLine] : record.Text;
        if (!record.IsAscii)
        {
            line = Plain(line);
        }

        if (IsHolding)
        {
            if (TryJoin(record.Caller, ref line))
            {
                // The whole line stands where its first piece stood.
                Read(HeldRecord(line), line);
                return;
            }

            if (++_heldAge > MaxHeldAge)
            {
                ReleaseHeld();
            }
        }

        Read(record, line);
    }

    private void Read(in LogRecord record, ReadOnlySpan<byte> line)
    {

        // The newest first: what interrupts another report is printed to its end before that one goes on.
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].MayBeFrom(record.Caller) && _open[i].TryContinue(line))
            {
                _open[i].Stamp(record);
                return;
            }
        }

        LineKind kind = LineClassifier.Classify(line);
        if (IsHolding && (kind == LineKind.Header || IsBehindHeld(kind, record.Caller)))
        {
            // What is held back belongs to the report before.
            ReleaseHeld();
        }

        bool mayBeTorn = _open.Count > 0 || kind is LineKind.Summary or LineKind.Header or LineKind.AllocationFailure || TornLine.IsHeaderStub(line);
        if (mayBeTorn && !IsHolding && (TornLine.IsUnfinished(kind, line) || (kind == LineKind.Task && IsBrokenRow(record.Caller))))
        {
            Hold(record, kind, line);
        }
        else
        {
            Dispatch(kind, record, line);
        }
    }

    private bool IsBrokenRow(LogCaller caller)
    {
        foreach (OpenReport report in _open)
        {
            if (report.IsInTasks && report.MayBeFrom(caller))
            {
                return true;
            }
        }

        return false;
    }

    private void Dispatch(LineKind kind, in LogRecord record, ReadOnlySpan<byte> line)
    {
        switch (kind)
        {
            case LineKind.Other:
                ReadDetail(record, line);
                break;
            case < LineKind.Vmalloc:
                ReadBeside(kind, record, line.TrimStart((byte)' '));
                break;
            case LineKind.Vmalloc or LineKind.Header or LineKind.AllocationFailure or LineKind.Slub or LineKind.LowMemoryKiller:
                Begin(kind, record, line);
                break;
            case >= LineKind.Summary:
                ReadEnd(kind, record, line);
                break;
            default:
                ReadSection(kind, record, line);
                break;
        }
    }

    /// <summary>Logs that came through a web page or a mail have no-break spaces where the kernel printed spaces.</summary>
    private ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> line)
    {
        // One byte first: nearly every line has none.
        int at = line.IndexOf(NoBreakSpace[0]);
        at = at < 0 ? at : line.IndexOf(NoBreakSpace);
        if (at < 0)
        {
            return line;
        }

        Span<byte> plain = _plain ??= new byte[MaxLine];
        int length = 0;
        for (; at >= 0; at = line.IndexOf(NoBreakSpace))
        {
            line[..at].CopyTo(plain[length..]);
            length += at;
            plain[length++] = (byte)' ';
            line = line[(at + 2)..];
        }

        line.CopyTo(plain[length..]);
        return plain[..(length + line.Length)];
    }

    private void ReadSection(LineKind kind, in LogRecord record, ReadOnlySpan<byte> line)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].MayBeFrom(record.Caller) && _open[i].TryTake(kind, line))
            {
                _open[i].Stamp(record);
                return;
            }
        }

        // A section that no report wants may be what is left of one; the call trace's may be anybody's.
        if (kind >= LineKind.CgroupOpening && kind is not LineKind.PerCpu and not LineKind.LowmemReserve and not LineKind.SlubDetail)
        {
            CloseTentative(record.Caller);
            OpenReport report = Open(record, isTentative: true);
            if (!report.TryTake(kind, line))
            {
                Drop(report);
            }
        }
    }

    private void CloseTentative(LogCaller caller)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if ((_open[i].IsTentative || _open[i].IsShowMemory) && _open[i].MayBeFrom(caller))
            {
                Close(_open[i]);
            }
        }
    }

    private void ReadBeside(LineKind kind, in LogRecord record, ReadOnlySpan<byte> text)
    {
        switch (kind)
        {
            case LineKind.LinuxVersion:
                EndAll();
                var cursor = new FieldCursor(text[14..]);
                _release = pool.Texts.Get(cursor.ReadWord());
                break;
            case LineKind.Suppressed when RateLimitLine.TryRead(text, out long count, out bool isOom):
                (_suppressed, _suppressedOom, _suppressedAt) = (count, isOom, PlaceOf(record));
                break;
            case LineKind.SysRqKill:
                _sysRqAt = PlaceOf(record);
                break;
            case LineKind.SysRqIgnored:
                EndWithoutVictim(record, LineKind.SysRqIgnored, text);
                break;
            case LineKind.ShowMemory:
                _ = Open(record, isShowMemory: true);
                break;
            case LineKind.Reaper when ReaperLine.TryRead(text, out int pid, out bool reaped, out long? anonRss):
                Reap(pid, reaped, anonRss);
                break;
        }
    }

    private void Reap(int pid, bool reaped, long? anonRss)
    {
        // The latest victim of that pid: a pid may have come round again.
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Report.TryReap(pid, reaped, anonRss))
            {
                return;
            }
        }
    }

    private void Begin(LineKind kind, in LogRecord record, ReadOnlySpan<byte> line)
    {
        switch (kind)
        {
            case LineKind.Header when HeaderLine.TryRead(line, out RequestFacts request):
                CloseBefore(record.Caller, isFailure: false);
                OpenReport report = Open(record);
                report.TakeHeader(request);
                AddPrelude(report, record);
                break;
            case LineKind.AllocationFailure when AllocationFailureLine.TryRead(line, out RequestFacts failed):
                BeginFailure(record, failed);
                break;
            case LineKind.Vmalloc:
                CloseBefore(record.Caller, isFailure: true);
                Open(record).TakeVmalloc(line);
                break;
            case LineKind.Slub:
                BeginSlub(record, line);
                break;
            case LineKind.LowMemoryKiller when LowMemoryKillerLine.TryRead(line, pool.Texts, out KillFacts? kill, out long? pages):
                OpenReport driver = Open(record);
                driver.TakeLowMemoryKiller(kill!, line, pages);
                Wait(driver);
                break;
        }
    }

    private void BeginFailure(in LogRecord record, in RequestFacts request)
    {
        // Up to 4.8 a vmalloc line comes right before its failure: one report.
        OpenReport? report = null;
        foreach (OpenReport open in _open)
        {
            report = open.IsOnlyVmalloc && open.MayBeFrom(record.Caller) ? open : report;
        }

        if (report is null)
        {
            CloseBefore(record.Caller, isFailure: true);
            report = Open(record);
        }

        report.TakeFailure(request);
        report.Stamp(record);
        AddPrelude(report, record);
    }

    /// <summary>
    /// Where a line stands: among the lines handed on, and in the log. Lines that were passed over unread count in the one,
    /// an entry of many lines (journalctl -o export) in the other. In a log of hundreds of hosts their lines are far apart all the
    /// same: there the stamps tell.
    /// </summary>
    private readonly record struct Place(long Record, long Line, TimeSpan? Uptime, DateTime? Time)
    {
        /// <summary>Lines of the longest container for one record.</summary>
        private const int LinesOfRecord = 40;

        public bool IsBefore(Place later) =>
            later.Record - Record <= ReportLimits.PreludeLines && (later.Line - Line <= ReportLimits.PreludeLines * LinesOfRecord || IsAtOnce(later));

        private bool IsAtOnce(Place later) =>
            (later.Uptime - Uptime)?.Duration() <= ReportLimits.PreludeTime || (later.Uptime is null && (later.Time - Time)?.Duration() <= ReportLimits.PreludeTime);
    }

    private Place PlaceOf(in LogRecord record) => new(_records, record.LineNumber, record.Uptime, record.Time);

    /// <summary>A slab failure's words behind the page allocation failure that caused it, or alone.</summary>
    private void BeginSlub(in LogRecord record, ReadOnlySpan<byte> line)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            bool isNear = _open[i].ForeignLines <= ReportLimits.LinesBeforeSlub
                && !(record.Uptime - _open[i].LastUptime > ReportLimits.BeforeSlub)
                && !(record.Time - _open[i].LastTime > ReportLimits.BeforeSlub)
                && _open[i].MayBeCauseOf(line);
            if (isNear && _open[i].IsAllocationFailure && _open[i].MayBeFrom(record.Caller) && _open[i].TryTake(LineKind.Slub, line))
            {
                _open[i].Stamp(record);
                return;
            }
        }

        Open(record).StartSlub(line);
    }

    /// <summary>
    /// A new report begins. Only one OOM report at a time is printed (oom_lock), so another one is over; a failure may
    /// interrupt anything, and be interrupted.
    /// </summary>
    private void CloseBefore(LogCaller caller, bool isFailure)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            OpenReport open = _open[i];
            bool sameCaller = caller.IsKnown && open.Caller == caller;
            bool isOver = open.IsAllocationFailure ? open.MayBeOver || sameCaller : !isFailure;
            if (isOver || open.IsTentative && open.MayBeFrom(caller) && !open.IsDecided)
            {
                Close(open);
            }
        }
    }

    private void AddPrelude(OpenReport report, in LogRecord record)
    {
        Place here = PlaceOf(record);
        if (_suppressed is long count && _suppressedOom != report.IsAllocationFailure && _suppressedAt!.Value.IsBefore(here))
        {
            report.TakeSuppressed(count);
            _suppressed = null;
        }

        if (!report.IsAllocationFailure && _sysRqAt?.IsBefore(here) == true)
        {
            report.TakeManual();
            _sysRqAt = null;
        }
    }

    private void ReadDetail(in LogRecord record, ReadOnlySpan<byte> line)
    {
        if (Waiting(record.Caller) is { } driver && driver.TryTakeLowMemoryKillerDetail(line))
        {
            driver.Stamp(record);
        }
    }
}
