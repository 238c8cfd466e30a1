namespace OomTools.Commands;

/// <summary>Keeps the newest reports of all that come. Memory is bounded by their number.</summary>
internal sealed class NewestReports(int count)
{
    private readonly PriorityQueue<OomReport, (DateTime Time, long Sequence)> _kept = new();
    private (DateTime Time, long Sequence) _last;

    /// <summary>Takes a report; forgets the oldest when there are too many.</summary>
    public void Add(OomReport report)
    {
        // Files need not come in the order of time (kern.log, kern.log.1). A report without a time is as old as the one before it.
        _last = (report.Time ?? _last.Time, _last.Sequence + 1);
        _kept.Enqueue(report, _last);
        if (_kept.Count > count)
            _kept.Dequeue();
    }

    /// <summary>Hands out what was kept, oldest first.</summary>
    public bool TryTake(out OomReport report) => _kept.TryDequeue(out report!, out _);
}
