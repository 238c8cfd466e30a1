using OomTools.Analysis;
using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>Turns kernel log lines into reports: one state for each host, finished reports in a queue.</summary>
internal sealed class OomAssembler(OomLogOptions options) : ILogSink
{
    // How often hosts that fell silent are looked at, in records.
    private const int Sweep = 256;

    private readonly Dictionary<string, HostLog> _hosts = new(StringComparer.Ordinal);
    private readonly Queue<OomReport> _finished = new();
    private readonly ReportPool _pool = new();
    private HostLog? _last;
    private string? _lastName;
    private int _busy;
    private long _records;

    /// <inheritdoc/>
    public bool IsIdle => _busy == 0;

    /// <summary>A report waits to be taken.</summary>
    public bool HasReport => _finished.Count > 0;

    /// <inheritdoc/>
    public int IndexOfMarker(ReadOnlySpan<byte> bytes, out int lookBack) => ReportMarker.Find(bytes, out lookBack);

    /// <summary>The next finished report, or null.</summary>
    public OomReport? Take() => _finished.TryDequeue(out OomReport? report) ? report : null;

    /// <inheritdoc/>
    public void Accept(in LogRecord record)
    {
        HostLog host = Host(record.Host);
        LastTime = record.Time ?? LastTime;
        bool wasIdle = host.IsIdle;
        host.LastSeen = ++_records;
        host.Accept(record);
        if (!wasIdle || !host.IsIdle)
        {
            Collect(host);
            _busy += (wasIdle ? 0 : -1) + (host.IsIdle ? 0 : 1);
        }

        if (_records % Sweep == 0 && _busy > 0)
        {
            SweepHosts();
        }
    }

    /// <inheritdoc/>
    public void Gap()
    {
        // What was lost may be the end of one report and the beginning of the next; the order of sections tells. In a log of
        // several hosts nobody says whose lines they were.
        if (_hosts.Count == 1)
        {
            _last?.MarkLoss();
        }
    }

    /// <inheritdoc/>
    public void Quiet() => End();

    /// <summary>Becomes <see cref="OomReport.Source"/>: a log may go on in another file.</summary>
    public string? Source { get; set; } = options.Source;

    /// <summary>Wall-clock time of the last line, where the log has one.</summary>
    public DateTime? LastTime { get; private set; }

    /// <summary>A report has its end; it leaves when nothing more comes for a moment.</summary>
    public bool HasEnded => _busy > 0 && _hosts.Values.Any(host => host.HasEnded);

    /// <summary>Line of the first report that is not finished yet; null where none is open.</summary>
    public long? FirstOpenLine => _busy > 0 ? _hosts.Values.Min(host => host.FirstOpenLine) : null;

    /// <summary>A report has its kill line.</summary>
    public bool HasKill => _busy > 0 && _hosts.Values.Any(host => host.HasKill);

    /// <summary>Nothing came for a moment: reports that have their end leave, what is in the middle of a report stays.</summary>
    public void Settle()
    {
        foreach (HostLog host in _hosts.Values)
        {
            host.CloseOver();
        }

        SettleKills();
    }

    /// <summary>Reports that have their kill line leave.</summary>
    public void SettleKills()
    {
        _busy = 0;
        foreach (HostLog host in _hosts.Values)
        {
            host.SettleKills();
            Collect(host);
            _busy += host.IsIdle ? 0 : 1;
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        foreach (HostLog host in _hosts.Values)
        {
            host.EndAll();
            Collect(host);
        }

        _busy = 0;
    }

    private HostLog Host(string? name)
    {
        name ??= "";
        if (_last is not null && (ReferenceEquals(name, _lastName) || name == _lastName))
        {
            return _last;
        }

        if (!_hosts.TryGetValue(name, out HostLog? host))
        {
            if (_hosts.Count >= ReportLimits.Hosts)
            {
                ForgetOldest();
            }

            host = new HostLog(_pool, options.WaitTime);
            _hosts.Add(name, host);
        }

        (_last, _lastName) = (host, name);
        return host;
    }

    private void ForgetOldest()
    {
        string? oldest = null;
        long seen = long.MaxValue;
        foreach ((string name, HostLog host) in _hosts)
        {
            if (host.LastSeen < seen)
            {
                (oldest, seen) = (name, host.LastSeen);
            }
        }

        if (oldest is not null && _hosts.Remove(oldest, out HostLog? forgotten))
        {
            _busy -= forgotten.IsIdle ? 0 : 1;
            forgotten.EndAll();
            Collect(forgotten);
        }
    }

    private void SweepHosts()
    {
        _busy = 0;
        foreach (HostLog host in _hosts.Values)
        {
            host.ExpireBy(_records);
            Collect(host);
            _busy += host.IsIdle ? 0 : 1;
        }
    }

    private void Collect(HostLog host)
    {
        while (host.Take() is { } open)
        {
            OomReportFilter? filter = options.Filter;
            if (filter is not null && !open.IsAdmittedBy(filter))
            {
                _pool.Return(open.Buffers);
                continue;
            }

            OomReport report = open.Build(Source, host.Release);
            _pool.Return(open.Buffers);
            Diagnosis.Explain(report);
            if (filter?.Causes is not { Length: > 0 } causes || Array.IndexOf(causes, report.Cause) >= 0)
            {
                _finished.Enqueue(report);
            }
        }
    }
}
