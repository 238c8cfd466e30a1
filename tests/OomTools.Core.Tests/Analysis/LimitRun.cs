using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

/// <summary>A limiter used as a cmdlet uses it: what ended goes out before the report that came.</summary>
internal sealed class LimitRun(LimitOptions options)
{
    private readonly ReportLimiter _limiter = new(options);
    private readonly List<object> _output = [];

    public List<OomReport> Passed => [.. _output.OfType<OomReport>()];

    public List<OomSuppression> Suppressions => [.. _output.OfType<OomSuppression>()];

    public int OpenCount => _limiter.OpenCount;

    public void Accept(OomReport report, DateTime arrival = default)
    {
        bool isPassed = _limiter.Accept(report, arrival);
        TakeEnded();
        if (isPassed)
            _output.Add(report);
    }

    public void Complete()
    {
        _limiter.Complete();
        TakeEnded();
    }

    /// <summary>What went out, in its order.</summary>
    public string[] Order(DateTime start) =>
        [.. _output.Select(item => item is OomReport report ? $"pass {(report.Time!.Value - start).TotalMinutes}" : $"held {((OomSuppression)item).Count}")];

    private void TakeEnded()
    {
        while (_limiter.TryTakeEnded(out OomSuppression? suppression))
            _output.Add(suppression);
    }
}
