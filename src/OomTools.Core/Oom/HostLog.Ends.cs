using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>The lines that end reports. The kill line is not rate limited: where no report precedes it, it is one.</summary>
internal sealed partial class HostLog
{
    private void ReadEnd(LineKind kind, in LogRecord record, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        switch (kind)
        {
            case LineKind.Summary:
                EndWithSummary(record, text);
                break;
            case LineKind.Choice when ChoiceLine.TryRead(text, pool.Texts, out KillFacts? choice):
                EndWithChoice(record, choice!);
                break;
            case LineKind.Kill when KillLine.TryRead(text, pool.Texts, out KillFacts? kill):
                EndWithKill(record, kill!);
                break;
            case LineKind.SharedKill when SharedKillLine.TryRead(text, pool.Texts, out KillFacts? shared):
                Waiting(record.Caller)?.TakeKill(shared!);
                break;
            case LineKind.GroupKill:
                ReadGroupLine(record, text);
                break;
            case LineKind.NoKillable:
            case LineKind.Panic:
                EndWithoutVictim(record, kind, text);
                break;
        }
    }

    private void EndWithSummary(in LogRecord record, ReadOnlySpan<byte> text)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].MayBeFrom(record.Caller) && _open[i].TryTakeSummary(text))
            {
                _open[i].Stamp(record);
                return;
            }
        }

        OpenReport report = Open(record, isTentative: true);
        if (!report.TryTakeSummary(text))
        {
            Drop(report);
        }
    }

    private void EndWithChoice(in LogRecord record, KillFacts choice)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].MayBeFrom(record.Caller) && _open[i].TryTakeChoice(choice))
            {
                _open[i].Stamp(record);
                return;
            }
        }

        _ = Open(record, isTentative: true).TryTakeChoice(choice);
    }

    private void EndWithKill(in LogRecord record, KillFacts kill)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            OpenReport open = _open[i];
            if (open.MayBeFrom(record.Caller) && open.Expects(kill))
            {
                open.TakeKill(kill);
                open.Stamp(record);
                Wait(open);
                return;
            }
        }

        if (LastWaiting(record.Caller) is { } group && group.Report.TryTakeOfGroup(kill))
        {
            group.Report.Stamp(record);
            group.Since = _records;
            return;
        }

        OpenReport alone = Open(record, isTentative: true);
        alone.TakeKill(kill);
        Wait(alone);
    }

    /// <summary>"Tasks in … are going to be killed due to memory.oom.group set" behind the first victim's kill line.</summary>
    private void ReadGroupLine(in LogRecord record, ReadOnlySpan<byte> text)
    {
        if (Waiting(record.Caller) is not { } report)
        {
            return;
        }

        if (report.IsGroupKill && report.VictimCount > 1)
        {
            // A second such line: the last victim was the first of the next kill, whose report the rate limit held back.
            KillFacts first = report.GiveBackLastVictim();
            OpenReport next = Open(record, isTentative: true);
            next.TakeKill(first);
            Wait(next);
            report = next;
        }

        report.TakeGroupLine(text);
        report.Stamp(record);
    }

    private void EndWithoutVictim(in LogRecord record, LineKind kind, ReadOnlySpan<byte> text)
    {
        OpenReport? report = null;
        foreach (OpenReport open in _open)
        {
            report = open.MayBeFrom(record.Caller) && open.MayTakeEnd ? open : report;
        }

        if (report is null && kind == LineKind.Panic && Waiting(record.Caller) is { HasOutcome: true, IsPanic: false } without)
        {
            // The warning came before the panic: the same report.
            without.TakePanic(text);
            without.Stamp(record);
            return;
        }

        if (report is null && kind == LineKind.SysRqIgnored)
        {
            return;
        }

        report ??= Open(record, isTentative: true);
        if (kind == LineKind.Panic)
        {
            report.TakePanic(text);
        }
        else
        {
            report.TakeNoKillable();
        }

        report.Stamp(record);
        Wait(report);
    }

    /// <summary>The kill that came last, if a line of this caller can still belong to it.</summary>
    private OpenReport? Waiting(LogCaller caller) => LastWaiting(caller)?.Report;

    private WaitingReport? LastWaiting(LogCaller caller)
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            WaitingReport last = _waiting[i];
            if (!last.Report.IsAllocationFailure)
            {
                return !last.IsReady && last.Report.MayBeFrom(caller) ? last : null;
            }
        }

        return null;
    }
}
