namespace OomTools.Analysis;

/// <summary>
/// Keeps a few reports of many that never need to be many: the first, the last, the worst, those of the first victims of a name, and
/// others evenly between. Which ones does not depend on chance.
/// </summary>
internal sealed class SampleReports(int capacity)
{
    private readonly List<Sample> _spread = [];
    private readonly List<Sample> _novel = [];
    private long _stride = 1;
    private long _seen;
    private long _offered;
    private bool _hasComplete;
    private Sample? _last;
    private Sample? _worst;

    /// <summary>The worst one.</summary>
    public OomReport? Worst => _worst?.Report;

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isNovel">Whether its victim's name is a new one.</param>
    public void Add(OomReport report, bool isNovel)
    {
        var sample = new Sample(_seen++, report);
        if (_worst is null || ReportWeight.IsWorse(report, _worst.Report))
            _worst = sample;
        // At most half: the others show how it went on.
        if (isNovel && _novel.Count < capacity / 2)
            _novel.Add(sample);
        if (Suits(report))
            Spread(sample);
    }

    /// <summary>Takes what another one kept; its reports come after these.</summary>
    public void Add(SampleReports other)
    {
        foreach (OomReport report in other.ToArray())
            Add(report, isNovel: false);
        if (other.Worst is { } worst && (_worst is null || ReportWeight.IsWorse(worst, _worst.Report)))
            _worst = new Sample(_seen++, worst);
    }

    /// <summary>The samples in their order.</summary>
    public OomReport[] ToArray()
    {
        var chosen = new List<Sample>();
        Choose(chosen, _worst);
        Choose(chosen, _spread.Count > 0 ? _spread[0] : null);
        Choose(chosen, _last);
        foreach (Sample sample in _novel)
            Choose(chosen, sample);
        int room = _spread.Count == 0 ? 0 : capacity - chosen.Count;
        for (int i = 0; i < room; i++)
            Choose(chosen, _spread[(int)((long)i * _spread.Count / room)]);
        // Where those evenly between were chosen already, their neighbours take the room that is left.
        foreach (Sample sample in _spread)
            Choose(chosen, sample);
        chosen.Sort((left, right) => left.Number.CompareTo(right.Number));
        return [.. chosen.Select(sample => sample.Report)];
    }

    /// <summary>A report of which the log holds a part only stands for nothing as soon as there are complete ones.</summary>
    private bool Suits(OomReport report)
    {
        if (!report.IsComplete)
            return !_hasComplete;
        if (!_hasComplete)
        {
            _spread.Clear();
            (_hasComplete, _stride, _offered) = (true, 1, 0);
        }

        return true;
    }

    private void Spread(Sample sample)
    {
        _last = sample;
        if (_offered++ % _stride != 0)
            return;
        _spread.Add(sample);
        // Twice as many as are asked for, so that after every other one was dropped there still are enough.
        if (_spread.Count < 2 * Math.Max(1, capacity))
            return;
        for (int i = _spread.Count - 1; i > 0; i--)
        {
            if (i % 2 != 0)
                _spread.RemoveAt(i);
        }

        _stride *= 2;
    }

    private void Choose(List<Sample> chosen, Sample? sample)
    {
        if (sample is not null && chosen.Count < capacity && !chosen.Exists(other => other.Number == sample.Number))
            chosen.Add(sample);
    }

    private sealed record Sample(long Number, OomReport Report);
}
