using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>Lines of this host that the log says it lost: within a report, or before one. Each is counted once.</summary>
internal sealed partial class HostLog
{
    private LostLines _lost;
    private LostLines _carried;

    /// <summary>Lines lost since the last report that was wanted, in reports that were not and before them.</summary>
    public LostLines CarriedLoss => _carried;

    /// <summary>Lines were lost: what is in the middle of a report cannot be whole.</summary>
    /// <param name="lines">How many; null where the log does not say.</param>
    public void MarkLoss(long? lines)
    {
        foreach (OpenReport report in _open)
        {
            report.HasLostLines = true;
        }

        if (_open.Count > 0)
        {
            _open[^1].LostLines.Add(lines);
        }
        else
        {
            _lost.Add(lines);
        }
    }

    /// <summary>Lines were lost before the next report that is built.</summary>
    public void CarryLoss(in LostLines lost) => _carried.Add(lost);

    /// <summary>A report is not wanted: what was lost in it and before it is told by the next one.</summary>
    public void CarryLossOf(OpenReport report)
    {
        _carried.Add(report.LostBefore);
        _carried.Add(report.LostLines);
    }

    /// <summary>It has been told.</summary>
    public void ForgetLoss() => _carried = default;

    private void TakeLoss(OpenReport report)
    {
        report.LostBefore = _lost;
        _lost = default;
    }

    /// <summary>What looked like a report was none.</summary>
    private void GiveBackLoss(OpenReport report)
    {
        _lost.Add(report.LostBefore);
        _lost.Add(report.LostLines);
    }
}
