using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>The incident as it is told.</summary>
internal sealed partial class Incident
{
    /// <summary>Changes that are kept; the sentence tells the first.</summary>
    private const int MaxChanges = 10;

    public OomSummary ToSummary()
    {
        var first = new LogMoment(Key.Clock, First);
        var last = new LogMoment(Key.Clock, Last);
        OomDifference[] changes = Changes();
        TimeSpan? duration = Key.Clock == OomClock.Arrival ? null : new TimeSpan(Total.Add(Last, -First));
        var summary = new OomSummary
        {
            Count = Count,
            First = first.Time,
            Last = last.Time,
            FirstUptime = first.Uptime,
            LastUptime = last.Uptime,
            Duration = duration,
            ReportsPerMinute = duration > TimeSpan.Zero ? Count / duration.Value.TotalMinutes : null,
            HostName = _host.Value,
            KernelVersion = _kernel.Value,
            // A kill line alone says Global for these too.
            Kind = Key.Kind is OomKind.Cpuset or OomKind.MemoryPolicy ? Key.Kind : _kind,
            Cause = Key.Cause,
            Outcome = _outcome,
            CgroupPath = Key.CgroupPath,
            VictimCount = _victims.Count,
            VictimRss = _victims.Rss,
            FreedMemory = _victims.Freed,
            CompleteCount = Count - _incomplete,
            IncompleteCount = _incomplete,
            HeldBackCount = _heldBack,
            KernelSuppressedCount = _kernelSuppressed,
            LostLineCount = _lost.Count,
            PrintTime = _printTime,
            Change = changes.Length > 0 ? changes[0].Summary : null,
            IncidentCount = _incidents,
            Clock = Key.Clock,
            Source = _source.Value,
            FirstMemory = ReportUsage.Of(_firstWithMemory),
            LastMemory = ReportUsage.Of(_lastWithMemory),
            Changes = changes,
            Victims = _victims.ToGroups(),
            Triggers = _triggers.ToGroups(),
            WorstReport = _samples.Worst,
            Samples = _samples.ToArray(),
        };
        IncidentSentence.Explain(summary, _lost);
        return summary;
    }

    private OomDifference[] Changes()
    {
        if (_firstWithMemory is null || _lastWithMemory is null || ReferenceEquals(_firstWithMemory, _lastWithMemory) || _incidents > 1)
            return [];
        var comparison = new ReportComparison();
        comparison.AddReference(_firstWithMemory);
        comparison.AddDifference(_lastWithMemory);
        OomDifference[] all = comparison.ToDifferences();
        return all.Length > MaxChanges ? all[..MaxChanges] : all;
    }
}
