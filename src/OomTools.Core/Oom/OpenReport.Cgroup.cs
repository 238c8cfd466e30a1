using System.Text;

namespace OomTools.Oom;

/// <summary>The cgroup block: opening line, usage, statistics of both forms.</summary>
internal sealed partial class OpenReport
{
    private readonly List<CgroupCounter> _counters = [];
    private readonly List<CgroupStatistic> _statistics = [];
    private string? _limitedCgroup;
    private string? _victimCgroup;
    private string? _statisticsPath;
    private bool _hasStatistics;

    private bool HasCgroupBlock => _counters.Count > 0 || _hasStatistics;

    private bool TakeCgroupOpening(ReadOnlySpan<byte> line)
    {
        if (!CgroupOpeningLine.TryRead(line, out ReadOnlySpan<byte> task, out ReadOnlySpan<byte> limited))
        {
            return false;
        }

        _victimCgroup = task.IsEmpty ? null : Encoding.UTF8.GetString(task);
        _limitedCgroup = Encoding.UTF8.GetString(limited);
        return true;
    }

    private bool TakeCgroupUsage(ReadOnlySpan<byte> line)
    {
        if (!CgroupUsageLine.TryRead(line, out ReadOnlySpan<byte> name, out long usage, out long? limit, out long failures))
        {
            return false;
        }

        string counter = pool.Get(name);
        foreach (CgroupCounter taken in _counters)
        {
            if (taken.Name == counter)
            {
                return false;
            }
        }

        _counters.Add(new CgroupCounter { Name = counter, Usage = usage, Limit = limit, FailCount = failures });
        return true;
    }

    private bool TakeStatisticsHeading(ReadOnlySpan<byte> line)
    {
        if (!CgroupStatisticsLine.TryReadHeading(line, out ReadOnlySpan<byte> path, out bool hasPath, out ReadOnlySpan<byte> pairs))
        {
            return false;
        }

        _hasStatistics = true;
        _statisticsPath = hasPath ? Encoding.UTF8.GetString(path) : null;
        // Up to 5.2 the first line is the limited cgroup's, then come those below it.
        _limitedCgroup ??= _statisticsPath;
        var cursor = new FieldCursor(pairs);
        while (CgroupStatisticsLine.TryReadPair(ref cursor, out ReadOnlySpan<byte> name, out long bytes))
        {
            AddStatistic(name, bytes, isBytes: true);
        }

        return true;
    }

    private bool TakeStatistic(ReadOnlySpan<byte> line)
    {
        if (!CgroupStatisticsLine.TryReadValue(line, out ReadOnlySpan<byte> name, out long value))
        {
            return TakeStatisticsRest(line);
        }

        AddStatistic(name, value, CgroupStatisticsLine.IsBytes(name));
        return true;
    }

    /// <summary><c> cache:0KB rss:4KB</c>: up to 5.2 each pair was a printk of its own, and may be a record.</summary>
    private bool TakeStatisticsRest(ReadOnlySpan<byte> line)
    {
        bool any = false;
        var cursor = new FieldCursor(line);
        ReadOnlySpan<byte> start = line.TrimEnd((byte)' ');
        if (!start.EndsWith("KB"u8))
        {
            return false;
        }

        while (CgroupStatisticsLine.TryReadPair(ref cursor, out ReadOnlySpan<byte> name, out long bytes) && name.IndexOf((byte)' ') < 0)
        {
            AddStatistic(name, bytes, isBytes: true);
            any = true;
        }

        return any;
    }

    private void AddStatistic(ReadOnlySpan<byte> name, long value, bool isBytes)
    {
        if (_statistics.Count < ReportLimits.Statistics)
        {
            _statistics.Add(new CgroupStatistic { Path = _statisticsPath, Name = pool.Get(name), Value = value, IsBytes = isBytes });
        }
    }
}
