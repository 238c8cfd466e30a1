using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>
/// A report whose lines are coming in. It takes a line when the kernel's order of sections allows it and its own section
/// does not have it yet; a line it refuses belongs to another report or to none.
/// </summary>
internal sealed partial class OpenReport(TextPool pool, ReportBuffers buffers)
{
    // Sections within which kinds of lines alternate count as one.
    private LineKind _section;
    private string? _bootRelease;
    private LostLines _lostLines;
    private bool _hasCpuLine;
    private bool _hasTraceHeading;
    private bool _hasMemInfoHeading;
    private bool _hasTaskHeading;

    /// <summary>To be returned when the report is built, or dropped.</summary>
    public ReportBuffers Buffers => buffers;

    public LogCaller Caller { get; private set; }

    public string? Host { get; private set; }

    public DateTime? FirstTime { get; private set; }

    public TimeSpan? FirstUptime { get; private set; }

    public DateTime? LastTime { get; private set; }

    public TimeSpan? LastUptime { get; private set; }

    public long LineNumber { get; private set; }

    /// <summary>Lines of this host since the report took one.</summary>
    public int ForeignLines { get; set; }

    /// <summary>The log says that lines were lost while this report was being printed.</summary>
    public bool HasLostLines { get; set; }

    /// <summary>Those lines.</summary>
    public ref LostLines LostLines => ref _lostLines;

    /// <summary>Lines that the log lost between the report before this one and this one.</summary>
    public LostLines LostBefore { get; set; }

    /// <summary>A failed allocation: no tasks, no victim.</summary>
    public bool IsAllocationFailure { get; private set; }

    /// <summary>Begun by a section line, its header was not in the log: published only if something proves it an OOM report.</summary>
    public bool IsTentative { get; private set; }

    /// <summary>A dump that somebody asked for (SysRq m): takes its lines, is never published.</summary>
    public bool IsShowMemory { get; private set; }

    /// <summary>Something was seen that only OOM reports have.</summary>
    public bool IsDecided { get; private set; }

    public bool IsPublished => !IsShowMemory && (!IsTentative || IsDecided);

    /// <summary>No further section must come: "pages RAM" was read, or the report has its end.</summary>
    public bool MayBeOver => IsAllocationFailure && (_totals.Has(TotalsLine.Ram) || _section is LineKind.Slub or LineKind.SlubDetail || _onlyVmalloc);

    /// <summary>Begins a report with its first line.</summary>
    /// <param name="record">The line.</param>
    /// <param name="bootRelease">The release that the boot's "Linux version" named; the next boot's may come before the report is built.</param>
    /// <param name="isTentative">See <see cref="IsTentative"/>.</param>
    /// <param name="isShowMemory">See <see cref="IsShowMemory"/>.</param>
    public void Start(in LogRecord record, string? bootRelease, bool isTentative = false, bool isShowMemory = false)
    {
        _bootRelease = bootRelease;
        Caller = record.Caller;
        Host = record.Host;
        FirstTime = record.Time;
        FirstUptime = record.Uptime;
        LineNumber = record.LineNumber;
        IsTentative = isTentative;
        IsShowMemory = isShowMemory;
        Stamp(record);
    }

    /// <summary>Notes that a line was taken.</summary>
    public void Stamp(in LogRecord record)
    {
        ForeignLines = 0;
        LastTime = record.Time ?? LastTime;
        LastUptime = record.Uptime ?? LastUptime;
    }

    /// <summary>Lines of two known callers never make one report.</summary>
    public bool MayBeFrom(LogCaller caller) => !caller.IsKnown || !Caller.IsKnown || caller == Caller;

    /// <summary>Takes a line of the section that is open, known by its own shape only.</summary>
    public bool TryContinue(ReadOnlySpan<byte> line)
    {
        switch (_section)
        {
            case LineKind.Task:
                return TakeTask(line);
            case LineKind.CgroupStatistics:
                return TakeStatistic(line);
            case LineKind.SlabInfo:
                return TakeSlab(line);
            case LineKind.AllocationSites:
                return TakeAllocationSite(line);
            case LineKind.Stack when _hasTraceHeading && !IsShowMemory:
                return TakeTraceLine(line);
            case LineKind.Node:
                return TakeNodeRest(line);
            case LineKind.Zone:
                return TakeZoneRest(line);
            case LineKind.Buddy:
                return TakeBuddyRest(line);
            default:
                return false;
        }
    }

    /// <summary>Takes a line of a known kind, or refuses it.</summary>
    public bool TryTake(LineKind kind, ReadOnlySpan<byte> line)
    {
        LineKind section = Section(kind);
        if (section < _section || _onlyVmalloc || IsAllocationFailure && (section is LineKind.SlabInfo or LineKind.Task))
        {
            return false;
        }

        if (!Take(kind, line))
        {
            return false;
        }

        _section = section;
        IsDecided |= section is LineKind.Task or LineKind.CgroupUsage or LineKind.CgroupStatistics or LineKind.SlabInfo;
        return true;
    }

    private bool Take(LineKind kind, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        return kind switch
        {
            LineKind.CompactionDisabled => !IsTentative,
            LineKind.Cpuset => TakeCpuset(line),
            LineKind.Cpu => TakeCpu(text),
            LineKind.Stack or LineKind.Registers => !IsTentative,
            LineKind.CallTrace => TakeTraceStart(line),
            LineKind.CgroupOpening => TakeCgroupOpening(text),
            LineKind.CgroupUsage => TakeCgroupUsage(text),
            LineKind.CgroupStatistics => TakeStatisticsHeading(text),
            LineKind.MemInfo => TakeOnce(ref _hasMemInfoHeading),
            LineKind.PerCpu => TakePerCpu(text),
            LineKind.MemInfoPairs => TakeMemInfoPairs(text),
            LineKind.Node => TakeNode(text),
            LineKind.Zone => TakeZone(text),
            LineKind.LowmemReserve => TakeLowmemReserve(text),
            LineKind.Buddy => TakeBuddy(text),
            LineKind.HugePages => TakeHugePages(text),
            LineKind.Total => TakeTotal(text),
            LineKind.AllocationSites or LineKind.Protection => true,
            LineKind.SlabInfo => true,
            LineKind.TaskHeading => TakeTaskHeading(text),
            LineKind.Task => TakeTask(text),
            LineKind.Slub => TakeSlub(text),
            LineKind.SlubDetail => _section is LineKind.Slub,
            _ => false,
        };
    }

    private static LineKind Section(LineKind kind) => kind switch
    {
        LineKind.CallTrace or LineKind.Registers => LineKind.Stack,
        LineKind.PerCpu or LineKind.MemInfoPairs => LineKind.MemInfo,
        LineKind.LowmemReserve => LineKind.Zone,
        LineKind.TaskHeading => LineKind.Task,
        LineKind.SlubDetail => LineKind.Slub,
        _ => kind,
    };

    private static bool TakeOnce(ref bool seen)
    {
        if (seen)
        {
            return false;
        }

        seen = true;
        return true;
    }
}
