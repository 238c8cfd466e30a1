using System.Text;

namespace OomTools.Oom;

/// <summary>The end of a report: tasks, the chosen one, victims, outcome.</summary>
internal sealed partial class OpenReport
{
    private readonly TaskRows _tasks = buffers.Tasks;
    private readonly List<KillFacts> _victims = buffers.Victims;
    private bool _hasTasks;
    private bool _hasSummary;
    private bool _hasChoice;
    private bool _isLowMemoryKiller;
    private string? _constraint;
    private KillFacts? _chosen;
    private KillReason _reason;
    private OomOutcome _outcome;

    private bool _hasRepeat;

    /// <summary>memory.oom.group: further kill lines belong to this report.</summary>
    public bool IsGroupKill { get; private set; }

    public bool HasVictim => _victims.Count > 0;

    /// <summary>No victim will come.</summary>
    public bool HasOutcome => _outcome != OomOutcome.Unknown;

    public bool IsPanic => _outcome == OomOutcome.Panicked;

    /// <summary>Which steps of a kill can still follow the lines taken so far.</summary>
    public bool MayTakeEnd => !IsAllocationFailure && !IsShowMemory && !HasVictim && !HasOutcome;

    private bool TakeTaskHeading(ReadOnlySpan<byte> line)
    {
        _hasTasks = true;
        if (!TaskTable.IsHeading(line))
        {
            // "Tasks state (memory values in pages):", 4.19 and later.
            return !_hasTaskHeading && _tasks.Count == 0;
        }

        return TakeOnce(ref _hasTaskHeading) && TaskTable.TryReadHeading(line, _tasks);
    }

    /// <summary>Rows of the task table are coming; one that is refused was broken.</summary>
    public bool IsInTasks => _section == LineKind.Task && _tasks.Columns > 0;

    private bool TakeTask(ReadOnlySpan<byte> line)
    {
        if (!TaskTable.TryReadRow(line, _tasks, pool, _kernelVersion))
        {
            return false;
        }

        _hasTasks = true;
        return true;
    }

    public bool TryTakeSummary(ReadOnlySpan<byte> line)
    {
        if (!MayTakeEnd || _hasSummary || _chosen is not null || !SummaryLine.TryRead(line, out SummaryLine summary))
        {
            return false;
        }

        IsDecided = true;
        _hasSummary = true;
        _section = LineKind.Summary;
        _constraint = summary.Constraint.IsEmpty ? null : pool.Get(summary.Constraint);
        _nodeMask = NullOr(summary.NodeMask) ?? _nodeMask;
        _cpuset = summary.Cpuset.IsEmpty ? _cpuset : pool.Get(summary.Cpuset);
        _memsAllowed = summary.MemsAllowed.IsEmpty ? _memsAllowed : pool.Get(summary.MemsAllowed);
        _limitedCgroup = summary.LimitedCgroup.IsEmpty ? _limitedCgroup : Encoding.UTF8.GetString(summary.LimitedCgroup);
        _victimCgroup = summary.TaskCgroup.IsEmpty ? _victimCgroup : Encoding.UTF8.GetString(summary.TaskCgroup);
        if (summary.Pid is not null)
        {
            _chosen = new KillFacts { Pid = summary.Pid, Uid = summary.Uid, Name = pool.Get(summary.TaskName) };
        }

        return true;
    }

    public bool TryTakeChoice(KillFacts choice)
    {
        // 5.0 prints both: the oom-kill: line, then whom it chose.
        if (!MayTakeEnd || _hasChoice || _hasSummary && _chosen?.Pid is not null && _chosen.Pid != choice.Pid)
        {
            return false;
        }

        choice.Uid ??= _chosen?.Uid;
        IsDecided = true;
        _hasChoice = true;
        _section = LineKind.Choice;
        _chosen = choice;
        _reason = choice.Reason;
        return true;
    }

    /// <summary>Whether a kill line can be this report's first: it names the task the report chose, if it says whom.</summary>
    public bool Expects(KillFacts kill) =>
        MayTakeEnd && (!_hasSummary || _hasChoice || _chosen?.Pid is null || _chosen.Pid == kill.Pid)
        // Up to 5.0 a child may be killed for the chosen one, and the reason stands on the choice line alone.
        && (kill.Reason is KillReason.None || !_hasChoice);

    public void TakeKill(KillFacts kill)
    {
        IsDecided = true;
        if (_victims.Count == 0)
        {
            _section = LineKind.Kill;
            _reason = kill.Reason == KillReason.None ? _reason : kill.Reason;
            if (_chosen?.Pid == kill.Pid)
            {
                kill.Uid ??= _chosen?.Uid;
                kill.Score ??= _chosen?.Score;
            }
        }

        if (_victims.Count < ReportLimits.Victims)
        {
            _victims.Add(kill);
        }
    }

    /// <summary>Takes back the victim that turned out to be the first of another report.</summary>
    public KillFacts GiveBackLastVictim()
    {
        KillFacts last = _victims[^1];
        _victims.RemoveAt(_victims.Count - 1);
        return last;
    }

    public int VictimCount => _victims.Count;

    /// <summary>"Tasks in /pod are going to be killed due to memory.oom.group set".</summary>
    public void TakeGroupLine(ReadOnlySpan<byte> line)
    {
        IsGroupKill = true;
        _detail ??= Encoding.UTF8.GetString(line.Trim((byte)' '));
    }

    /// <summary>Takes a further victim of a group; false when it is another report's.</summary>
    public bool TryTakeOfGroup(KillFacts kill)
    {
        // The chosen task is killed first, and again among its group where it has not ended by then: the same line once more.
        if (IsGroupKill && !_hasRepeat && _victims.Count > 0 && _victims[0].Pid == kill.Pid)
        {
            return _hasRepeat = true;
        }

        if (!MayKillAlso(kill))
        {
            return false;
        }

        TakeKill(kill);
        return true;
    }

    /// <summary>Whether a further victim of a group can be one of this report's: its table, if there is one, lists all of them.</summary>
    private bool MayKillAlso(KillFacts kill)
    {
        if (!IsGroupKill || kill.Reason is not (KillReason.Cgroup or KillReason.None))
        {
            return false;
        }

        foreach (KillFacts victim in _victims)
        {
            if (victim.Pid == kill.Pid)
            {
                return false;
            }
        }

        for (int i = 0; i < _tasks.Count; i++)
        {
            TaskRow task = _tasks[i];
            if (task.ThreadGroup == kill.Pid || task.Pid == kill.Pid)
            {
                return true;
            }
        }

        return _tasks.Count == 0;
    }

    public void TakeLowMemoryKiller(KillFacts kill, ReadOnlySpan<byte> line, long? pages)
    {
        _isLowMemoryKiller = true;
        IsDecided = true;
        _section = LineKind.LowMemoryKiller;
        _detail = Encoding.UTF8.GetString(line.Trim((byte)' '));
        // The size is what the driver expects to get: the task's resident pages.
        kill.AnonRss = null;
        _lowMemoryKillerPages = pages;
        _victims.Add(kill);
    }

    private long? _lowMemoryKillerPages;
    private long? _lowMemoryKillerBytes;

    public bool TryTakeLowMemoryKillerDetail(ReadOnlySpan<byte> line)
    {
        if (!_isLowMemoryKiller || !LowMemoryKillerLine.TryReadDetail(line, out long? freed, out ReadOnlySpan<byte> name, out int? pid))
        {
            return false;
        }

        _lowMemoryKillerBytes ??= freed;
        _triggerName ??= name.IsEmpty ? null : pool.Get(name);
        _triggerPid ??= pid;
        return true;
    }

    public bool TryReap(int pid, bool reaped, long? anonRss)
    {
        for (int i = _victims.Count - 1; i >= 0; i--)
        {
            if (_victims[i].Pid == pid && _victims[i].Reaped is null)
            {
                _victims[i].Reaped = reaped;
                _victims[i].AnonRssAfterReap = anonRss;
                return true;
            }
        }

        return false;
    }

    /// <summary>Nothing more is to come: all victims were reaped, or the machine is dead.</summary>
    public bool IsSettled
    {
        get
        {
            if (IsPanic)
            {
                return true;
            }

            // A group's further kills and their reaper lines come mixed.
            if (IsGroupKill || _reason == KillReason.Cgroup || _victims.Count == 0)
            {
                return false;
            }

            foreach (KillFacts victim in _victims)
            {
                if (victim.Reaped is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void TakeNoKillable()
    {
        IsDecided = true;
        _outcome = OomOutcome.NoKillableProcess;
    }

    public void TakePanic(ReadOnlySpan<byte> line)
    {
        IsDecided = true;
        _outcome = OomOutcome.Panicked;
        _detail = Encoding.UTF8.GetString(OutcomeLines.PanicReason(line.TrimStart((byte)' ')));
    }
}
