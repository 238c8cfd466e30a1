using OomTools.Logs;
using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Counts the reports that one window held back.</summary>
internal sealed class HeldReports
{
    private readonly VictimTally _victims = new();
    private readonly TriggerTally _triggers = new();
    private readonly OomOutcome _outcome;
    private readonly string? _host;
    private readonly string? _source;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private TimeSpan? _printTime;
    private long _incomplete;
    private long _kernelSuppressed;
    private LostLines _lost;
    private bool _isMixedOutcome;
    private bool _isMixedHost;
    private bool _isMixedSource;

    public HeldReports(OomReport first)
    {
        _outcome = first.Outcome;
        _host = first.HostName;
        _source = first.Source;
    }

    /// <summary>Reports held back.</summary>
    public long Count { get; private set; }

    /// <param name="report">One more.</param>
    /// <param name="moment">When it was made.</param>
    /// <param name="isFirst">The window's first report: what was lost before it is none of theirs.</param>
    public void Add(OomReport report, in LogMoment moment, bool isFirst)
    {
        Count++;
        if (!isFirst)
        {
            _lost.Add(report.LostBeforeCount);
            _kernelSuppressed = Total.Add(_kernelSuppressed, report.SuppressedCount ?? 0);
        }

        _lost.Add(report.LostLineCount);
        _first = Math.Min(_first, moment.Ticks);
        _last = Math.Max(_last, moment.Ticks);
        _victims.Add(report);
        _triggers.Add(report);
        _printTime = Total.Add(_printTime, report.PrintTime);
        _incomplete += report.IsComplete ? 0 : 1;
        _isMixedOutcome |= report.Outcome != _outcome;
        _isMixedHost |= report.HostName != _host;
        _isMixedSource |= report.Source != _source;
    }

    public OomSuppression ToSuppression(in LimitKey key, long passed, LimitOptions options)
    {
        var first = new LogMoment(key.Clock, _first);
        var last = new LogMoment(key.Clock, _last);
        string? host = _isMixedHost ? null : _host;
        OomVictimGroup[] victims = _victims.ToGroups();
        return new OomSuppression
        {
            First = first.Time,
            Last = last.Time,
            FirstUptime = first.Uptime,
            LastUptime = last.Uptime,
            Clock = key.Clock,
            Summary = SuppressionSentence.Of(host, Count, passed, _victims, victims, key.Clock == OomClock.Arrival ? null : new TimeSpan(_last - _first)),
            Key = SuppressionSentence.KeyText(key, host),
            Count = Count,
            PassedCount = passed,
            HostName = host,
            Kind = key.Kind,
            Outcome = _isMixedOutcome ? OomOutcome.Unknown : _outcome,
            Cause = key.Cause,
            VictimName = key.VictimName,
            CgroupPath = key.CgroupPath,
            VictimCount = _victims.Count,
            VictimRss = _victims.Rss,
            FreedMemory = _victims.Freed,
            LargestVictimName = _victims.LargestName,
            LargestVictimPid = _victims.LargestPid,
            LargestVictimRss = _victims.LargestRss,
            PrintTime = _printTime,
            IncompleteCount = _incomplete,
            KernelSuppressedCount = _kernelSuppressed,
            LostLineCount = _lost.Count,
            Burst = options.Burst,
            Interval = options.Interval,
            Source = _isMixedSource ? null : _source,
            Victims = victims,
            Triggers = _triggers.ToGroups(),
        };
    }
}
