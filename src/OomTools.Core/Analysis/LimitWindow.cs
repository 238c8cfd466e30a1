namespace OomTools.Analysis;

/// <summary>One key's count within one interval of log time.</summary>
internal sealed class LimitWindow(LimitKey key, LogMoment start, DateTime opened, bool isPartial, LimitHost host)
{
    private HeldReports? _held;
    private long _start = start.Ticks;
    private long _passed;

    public LimitKey Key { get; private set; } = key;

    /// <summary>Whether only reports have come that do not know their cause.</summary>
    public bool IsPartial { get; private set; } = isPartial;

    /// <summary>The latest moment of its reports.</summary>
    public long Latest { get; private set; } = start.Ticks;

    /// <summary>When the first report came in.</summary>
    public DateTime Opened => opened;

    public LimitHost Host => host;

    /// <summary>Where it stands among all windows, those quiet for longest first.</summary>
    public LinkedListNode<LimitWindow>? Place { get; set; }

    /// <summary>Where it stands among its host's windows, those opened first first.</summary>
    public LinkedListNode<LimitWindow>? HostPlace { get; set; }

    /// <summary>Whether a moment is within an interval of the first report. Logs are not quite in order, and a machine that boots starts anew: earlier is as good as later.</summary>
    public bool Covers(long ticks, TimeSpan interval) =>
        ticks >= _start ? !IsPast(ticks, interval) : unchecked((ulong)(Latest - ticks)) < (ulong)interval.Ticks;

    /// <summary>Whether the interval is over at this moment.</summary>
    public bool IsPast(long ticks, TimeSpan interval) => ticks > _start && unchecked((ulong)(ticks - _start)) >= (ulong)interval.Ticks;

    /// <summary>Counts a report: true when it may pass.</summary>
    public bool Admit(OomReport report, in LogMoment moment, int burst)
    {
        _start = Math.Min(_start, moment.Ticks);
        Latest = Math.Max(Latest, moment.Ticks);
        if (_passed < burst)
        {
            _passed++;
            return true;
        }

        bool isFirst = burst <= 0 && _held is null;
        (_held ??= new HeldReports(report)).Add(report, moment, isFirst);
        return false;
    }

    /// <summary>A report tells what the ones before did not.</summary>
    public void Complete(in LimitKey whole) => (Key, IsPartial) = (whole, false);

    /// <summary>What was held back; null when nothing was.</summary>
    public OomSuppression? ToSuppression(LimitOptions options) => _held?.ToSuppression(Key, _passed, options);
}
