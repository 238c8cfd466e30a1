using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>From the lines taken to the facts of an <see cref="OomReport"/>.</summary>
internal sealed partial class OpenReport
{
    // x86, most arm64, s390x; arm64 and ppc64 also know larger ones.
    private const long DefaultPageSize = 4096;

    private static ReadOnlySpan<int> PageSizes => [4096, 8192, 16384, 65536, 262144];

    /// <summary>Whether the filter wants this report, as far as can be said before the diagnosis.</summary>
    public bool IsAdmittedBy(OomReportFilter filter)
    {
        if ((filter.After is not null || filter.Before is not null)
            && (FirstTime is not DateTime time || time < filter.After || time > filter.Before))
        {
            return false;
        }

        return (filter.Kinds is not { Length: > 0 } kinds || Array.IndexOf(kinds, Kind()) >= 0)
            && (filter.HostName is not { } host || Host is not null && host(Host))
            && (filter.Name is not { } name || HasName(name));
    }

    private bool HasName(Func<string, bool> wanted)
    {
        if (_triggerName is not null && wanted(_triggerName))
        {
            return true;
        }

        foreach (KillFacts victim in _victims)
        {
            if (victim.Name is not null && wanted(victim.Name))
            {
                return true;
            }
        }

        return _victims.Count == 0 && _chosen?.Name is { } chosen && wanted(chosen);
    }

    /// <param name="source">Becomes <see cref="OomReport.Source"/>.</param>
    /// <param name="carriedLoss">Lines lost before this report that belong to none that is wanted.</param>
    public OomReport Build(string? source, LostLines carriedLoss)
    {
        carriedLoss.Add(LostBefore);
        long pageSize = PageSize();
        string? release = _kernelVersion ?? _bootRelease;
        GfpMask mask = GfpMask.Parse(_mask, _flags, release);
        OomKind kind = Kind();
        OomVictim[] victims = BuildVictims();
        OomVictim? first = victims.Length > 0 ? victims[0] : null;
        CgroupCounter? usage = kind == OomKind.Cgroup ? Counter("memory") : null;
        string missing = Missing(kind);
        return new OomReport
        {
            Time = FirstTime,
            Uptime = FirstUptime,
            HostName = Host,
            KernelVersion = release,
            Kind = kind,
            Outcome = Outcome(),
            TriggerName = _triggerName,
            TriggerPid = _triggerPid,
            GfpMask = _mask,
            GfpFlags = mask.Names,
            Order = _order,
            VictimName = first?.Name,
            VictimPid = first?.Pid,
            VictimUid = first?.Uid,
            VictimRss = first?.Rss,
            VictimTotalVm = first?.TotalVm,
            VictimOomScoreAdj = first?.OomScoreAdj,
            VictimCgroup = first?.Cgroup,
            VictimCount = victims.Length,
            CgroupPath = kind == OomKind.Cgroup ? _limitedCgroup : null,
            CgroupUsage = usage?.Usage,
            CgroupLimit = usage?.Limit,
            SwapTotal = _totals[TotalsLine.TotalSwap],
            SwapFree = _totals[TotalsLine.FreeSwap],
            TaskCount = _hasTasks ? _tasks.Count : null,
            PrintTime = PrintTime(),
            IsComplete = missing.Length == 0,
            Missing = missing,
            Source = source,
            LineNumber = LineNumber,
            Constraint = _constraint,
            NodeMask = _nodeMask,
            Cpuset = _cpuset,
            MemsAllowed = _memsAllowed,
            TriggerOomScoreAdj = _triggerAdj,
            RequestSize = _requestSize ?? RequestSize(pageSize),
            Detail = _detail,
            SuppressedCount = _suppressed,
            LostLineCount = _lostLines.Count,
            LostBeforeCount = carriedLoss.Count,
            Victims = victims,
            Tasks = BuildTasks(pageSize),
            MemInfo = BuildMemInfo(pageSize),
            Nodes = _nodes.ToArray(),
            Zones = BuildZones(pageSize),
            HugePagePools = _hugePages.ToArray(),
            Slabs = BuildSlabs(),
            AllocationSites = _sites.ToArray(),
            CgroupCounters = _counters.ToArray(),
            CgroupStatistics = _statistics.ToArray(),
            CallTrace = _frames.ToArray(),
        };
    }

    private OomOutcome Outcome() =>
        _outcome == OomOutcome.Panicked ? OomOutcome.Panicked
        : _victims.Count > 0 ? OomOutcome.Killed
        : _outcome != OomOutcome.Unknown ? _outcome
        // A stalled request was still running.
        : IsAllocationFailure && !_isStall ? OomOutcome.AllocationFailed
        : OomOutcome.Unknown;

    private TimeSpan? PrintTime()
    {
        if (FirstUptime is TimeSpan from && LastUptime is TimeSpan to)
        {
            return to >= from ? to - from : TimeSpan.Zero;
        }

        // Stamps of whole seconds cannot measure what takes milliseconds.
        return FirstTime is DateTime first && LastTime is DateTime last && last >= first
            && (first.Ticks % TimeSpan.TicksPerSecond != 0 || last.Ticks % TimeSpan.TicksPerSecond != 0)
                ? last - first
                : null;
    }

    private CgroupCounter? Counter(string name)
    {
        foreach (CgroupCounter counter in _counters)
        {
            if (counter.Name == name)
            {
                return counter;
            }
        }

        return null;
    }

    private long? RequestSize(long pageSize) => _order is >= 0 and < 40 ? FieldValues.Scale(1L << _order.Value, pageSize) : null;

    /// <summary>The buddy lines say it; without them the victim's size, which is printed in pages and in kB.</summary>
    private long PageSize()
    {
        foreach (ZoneDraft zone in _zones)
        {
            if (zone.PageSize is long size)
            {
                return size;
            }
        }

        foreach (KillFacts victim in _victims)
        {
            for (int i = 0; i < _tasks.Count; i++)
            {
                TaskRow task = _tasks[i];
                if (task.Pid != victim.Pid || victim.TotalVm is not long bytes || task.TotalVm <= 0)
                {
                    continue;
                }

                foreach (int size in PageSizes)
                {
                    // The address space may have grown a little between the two lines.
                    if (Math.Abs((double)bytes / task.TotalVm - size) < size / 4.0)
                    {
                        return size;
                    }
                }
            }
        }

        return DefaultPageSize;
    }

    private OomVictim[] BuildVictims()
    {
        if (_victims.Count == 0)
        {
            // The log ends before the kill line: whom the kernel chose is known, what became of it is not.
            return _chosen is null || HasOutcome ? [] : [BuildVictim(_chosen, isFirst: true)];
        }

        var victims = new OomVictim[_victims.Count];
        for (int i = 0; i < victims.Length; i++)
        {
            victims[i] = BuildVictim(_victims[i], i == 0);
        }

        return victims;
    }

    private OomVictim BuildVictim(KillFacts kill, bool isFirst) => new()
    {
        Pid = kill.Pid,
        Name = kill.Name,
        Uid = kill.Uid,
        Rss = _lowMemoryKillerBytes ?? (_lowMemoryKillerPages is long pages ? FieldValues.Scale(pages, DefaultPageSize) : kill.Rss),
        AnonRss = kill.AnonRss,
        FileRss = kill.FileRss,
        ShmemRss = kill.ShmemRss,
        TotalVm = kill.TotalVm,
        PageTables = kill.PageTables,
        OomScoreAdj = kill.OomScoreAdj ?? TaskAdj(kill.Pid),
        Cgroup = isFirst ? _victimCgroup : null,
        Score = kill.Score,
        Reaped = kill.Reaped,
        AnonRssAfterReap = kill.AnonRssAfterReap,
    };

    private int? TaskAdj(int? pid)
    {
        for (int i = 0; i < _tasks.Count; i++)
        {
            if (_tasks[i].Pid == pid)
            {
                return _tasks[i].OomScoreAdj;
            }
        }

        return null;
    }

    private SlabCache[] BuildSlabs()
    {
        SlabCache[] slabs = _slabs.ToArray();
        Array.Sort(slabs, static (a, b) =>
            a.Bytes != b.Bytes ? b.Bytes.CompareTo(a.Bytes) : string.CompareOrdinal(a.Name, b.Name));
        return slabs;
    }

    private OomTask[] BuildTasks(long pageSize)
    {
        if (_tasks.Count == 0)
        {
            return [];
        }

        var tasks = new OomTask[_tasks.Count];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = _tasks[i].Build(pageSize);
        }

        return tasks;
    }

    private MemoryZone[] BuildZones(long pageSize)
    {
        if (_zones.Count == 0)
        {
            return [];
        }

        var zones = new MemoryZone[_zones.Count];
        for (int i = 0; i < zones.Length; i++)
        {
            bool? unreclaimable = null;
            foreach (MemoryNode node in _nodes)
            {
                unreclaimable = node.Node == _zones[i].Node ? node.AllUnreclaimable : unreclaimable;
            }

            zones[i] = _zones[i].Build(pageSize, unreclaimable);
        }

        return zones;
    }
}
