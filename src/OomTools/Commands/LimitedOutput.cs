using OomTools.Analysis;

namespace OomTools.Commands;

/// <summary>Writes reports as they come, or the first of each key and a count of the others.</summary>
internal sealed class LimitedOutput(LimitOptions? options, Action<object> write)
{
    private readonly ReportLimiter? _limiter = options is null ? null : new ReportLimiter(options);

    /// <summary>Reports written.</summary>
    public long PassedCount { get; private set; }

    /// <summary>Something may be held back, of which is told when its time is over.</summary>
    public bool IsCounting => _limiter?.OpenCount > 0;

    /// <summary>A report came in.</summary>
    public void Write(OomReport report)
    {
        bool isPassed = _limiter?.Accept(report, DateTime.UtcNow) ?? true;
        WriteEnded();
        if (!isPassed)
            return;
        PassedCount++;
        write(report);
    }

    /// <summary>Nothing came, but time went on.</summary>
    public void Advance()
    {
        _limiter?.Advance(DateTime.UtcNow);
        WriteEnded();
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete()
    {
        _limiter?.Complete();
        WriteEnded();
    }

    private void WriteEnded()
    {
        while (_limiter?.TryTakeEnded(out OomSuppression? suppression) == true)
            write(suppression);
    }
}
