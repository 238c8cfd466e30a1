using OomTools.Logs;
using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Counts the reports of one incident; keeps only a few of them.</summary>
internal sealed partial class Incident(IncidentKey key, int samples)
{
    private readonly SampleReports _samples = new(samples);
    private readonly VictimTally _victims = new();
    private readonly TriggerTally _triggers = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private OomReport? _firstWithMemory;
    private OomReport? _lastWithMemory;
    private OomOutcome _outcome;
    private OomKind _kind;
    private Shared<string> _kernel;
    private Shared<string> _host;
    private Shared<string> _source;
    private TimeSpan? _printTime;
    private long _incomplete;
    private long _heldBack;
    private long _kernelSuppressed;
    private LostLines _lost;
    private long _incidents = 1;
    private bool _isEmpty = true;

    /// <summary>What its reports have in common; a report that knows more may add to it.</summary>
    public IncidentKey Key { get; set; } = key;

    /// <summary>Reports, with those held back.</summary>
    public long Count { get; private set; }

    /// <summary>First moment, in ticks of the key's clock.</summary>
    public long First { get; private set; } = long.MaxValue;

    /// <summary>Last moment.</summary>
    public long Last { get; private set; } = long.MinValue;

    /// <summary>Whether a moment is close in time. Logs are not quite in order, and rotated ones may come last first.</summary>
    public bool Covers(long first, long last, TimeSpan gap) =>
        (Int128)last >= (Int128)First - gap.Ticks && (Int128)first <= (Int128)Last + gap.Ticks;

    /// <summary>Whether it killed a process of this name.</summary>
    public bool Knows(string? victim) => victim is not null && _names.Contains(victim);

    /// <summary>Whether it killed no process of another name.</summary>
    public bool KnowsOnly(string? victim) => _names.Count == 1 && Knows(victim);

    /// <summary>Whether it killed processes of all the names of another one.</summary>
    public bool KnowsAllOf(Incident other) => _names.IsSupersetOf(other._names);

    /// <summary>Whether a moment is before its first report, or that report itself.</summary>
    public bool IsBefore(long ticks) => Count == 0 || ticks < First;

    public void Add(OomReport report, in LogMoment moment)
    {
        // What was lost or held back before an incident's first report is none of its own.
        if (!IsBefore(moment.Ticks))
            AddGap(report.LostBeforeCount, report.SuppressedCount);
        _lost.Add(report.LostLineCount);
        Extend(moment.Ticks, moment.Ticks);
        Count++;
        _samples.Add(report, isNovel: Name(report.VictimName));
        _victims.Add(report);
        _triggers.Add(report);
        if (report.TotalMemory is not null)
            (_firstWithMemory, _lastWithMemory) = (_firstWithMemory ?? report, report);
        AddOutcome(report.Outcome, report.Kind);
        _kernel.Add(report.KernelVersion);
        _host.Add(report.HostName);
        _source.Add(report.Source);
        _printTime = Total.Add(_printTime, report.PrintTime);
        _incomplete += report.IsComplete ? 0 : 1;
    }

    public void Add(OomSuppression held, long first, long last)
    {
        Extend(first, last);
        Count = Total.Add(Count, held.Count);
        _heldBack = Total.Add(_heldBack, held.Count);
        foreach (OomVictimGroup group in held.Victims)
        {
            _victims.Add(group);
            _ = Name(group.Name);
        }

        foreach (OomTriggerGroup group in held.Triggers)
            _triggers.Add(group);
        AddOutcome(held.Outcome, held.Kind);
        _host.Add(held.HostName);
        _source.Add(held.Source);
        _printTime = Total.Add(_printTime, held.PrintTime);
        _incomplete = Total.Add(_incomplete, held.IncompleteCount);
        _kernelSuppressed = Total.Add(_kernelSuppressed, held.KernelSuppressedCount);
        _lost.Add(held.LostLineCount);
    }

    /// <summary>Takes another incident into this one.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="isSame">Whether they are parts of one; otherwise this one stands for both.</param>
    public void Add(Incident other, bool isSame)
    {
        // The earlier one's memory is the first, whichever came first.
        bool isLater = other.First >= First;
        _firstWithMemory = isLater ? _firstWithMemory ?? other._firstWithMemory : other._firstWithMemory ?? _firstWithMemory;
        _lastWithMemory = isLater ? other._lastWithMemory ?? _lastWithMemory : _lastWithMemory ?? other._lastWithMemory;
        // Moments of different clocks cannot be compared: where both are told together, the times are those of one of them.
        if (other.Key.Clock == Key.Clock)
            Extend(other.First, other.Last);
        Count = Total.Add(Count, other.Count);
        _heldBack = Total.Add(_heldBack, other._heldBack);
        _samples.Add(other._samples);
        foreach (string name in other._names)
            _ = Name(name);
        foreach (OomVictimGroup group in other._victims.ToGroups())
            _victims.Add(group);
        foreach (OomTriggerGroup group in other._triggers.ToGroups())
            _triggers.Add(group);
        AddOutcome(other._outcome, other._kind);
        _kernel.Add(other._kernel);
        _host.Add(other._host);
        _source.Add(other._source);
        _printTime = Total.Add(_printTime, other._printTime);
        _incomplete = Total.Add(_incomplete, other._incomplete);
        _kernelSuppressed = Total.Add(_kernelSuppressed, other._kernelSuppressed);
        _lost.Add(other._lost);
        _incidents += isSame ? 0 : other._incidents;
    }

    /// <summary>Takes what was lost or held back before the report of this moment, where this incident was going on at the time.</summary>
    public bool TryTakeGap(long ticks, long? lines, long? suppressed)
    {
        if (First >= ticks || ticks > Last)
            return false;
        AddGap(lines, suppressed);
        return true;
    }

    /// <summary>Most important first: by severity, then by the number of reports, then the latest.</summary>
    public static int ByImportance(Incident left, Incident right)
    {
        int order = ReportWeight.Severity(right._outcome, right._kind).CompareTo(ReportWeight.Severity(left._outcome, left._kind));
        order = order != 0 ? order : right.Count.CompareTo(left.Count);
        order = order != 0 ? order : right.Last.CompareTo(left.Last);
        return order != 0 ? order : string.CompareOrdinal(left.Key.Host, right.Key.Host);
    }

    /// <summary>Remembers a victim's name; whether it is a new one.</summary>
    private bool Name(string? victim) => victim is not null && _names.Count < NameTally<object>.MaxNames && _names.Add(victim);

    private void AddGap(long? lines, long? suppressed)
    {
        _lost.Add(lines);
        _kernelSuppressed = Total.Add(_kernelSuppressed, suppressed ?? 0);
    }

    private void Extend(long first, long last) => (First, Last) = (Math.Min(First, first), Math.Max(Last, last));

    private void AddOutcome(OomOutcome outcome, OomKind kind)
    {
        // A request that fails between the kills does not make the incident one of failures.
        if (_isEmpty || ReportWeight.Severity(outcome, kind) > ReportWeight.Severity(_outcome, _kind))
            (_outcome, _kind) = (outcome, kind == OomKind.Unknown ? _kind : kind);
        else if (_kind == OomKind.Unknown)
            _kind = kind;
        _isEmpty = false;
    }

    /// <summary>A value that all have; null as soon as two differ.</summary>
    private struct Shared<T>
        where T : class
    {
        private bool _isSet;
        private bool _isMixed;
        private T? _value;

        public readonly T? Value => _isMixed ? null : _value;

        public void Add(T? value)
        {
            _isMixed |= _isSet && !Equals(value, _value);
            (_isSet, _value) = (true, value);
        }

        public void Add(in Shared<T> other)
        {
            if (other._isSet)
                Add(other._value);
            _isMixed |= other._isMixed;
        }
    }
}
