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
    private readonly Sentence _sentence = new();
    private LostLines _lostFirst;
    private HostLog? _last;
    private string? _lastName;
    private int _busy;
    private long _records;

    /// <inheritdoc/>
    public bool IsIdle => _busy == 0;

    /// <summary>A report waits to be taken.</summary>
    public bool HasReport => _finished.Count > 0;

    /// <inheritdoc/>
    public int IndexOfMarker(ReadOnlySpan<byte> bytes, out int lookBack)
    {
        int marker = ReportMarker.Find(bytes, out lookBack);
        int loss = LostRecords.Find(marker < 0 ? bytes : bytes[..marker]);
        if (loss < 0)
        {
            return marker;
        }

        lookBack = ReportMarker.BeforeEnd;
        return loss;
    }

    /// <summary>The next finished report, or null.</summary>
    public OomReport? Take() => _finished.TryDequeue(out OomReport? report) ? report : null;

    /// <inheritdoc/>
    public void Accept(in LogRecord record)
    {
        HostLog host = HostOf(record);
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
    public void Gap(long? lost, string? host)
    {
        // What was lost may be the end of one report and the beginning of the next; the order of sections tells. In a log of
        // several hosts somebody must say whose lines they were.
        if (host is not null)
        {
            Host(host).MarkLoss(lost);
        }
        else if (_hosts.Count == 1)
        {
            _last?.MarkLoss(lost);
        }
        else if (_hosts.Count == 0)
        {
            _lostFirst.Add(lost);
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

    /// <summary>A line without host and stamps may be half of the last one of a host: a mail or a terminal broke it.</summary>
    private HostLog HostOf(in LogRecord record)
    {
        bool isBroken = record.Host is null && _last is { IsHolding: true } && record.Time is null && record.Uptime is null && _last.IsRestOfHeld(record.Text);
        return isBroken ? _last! : Host(record.Host);
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
            host.CarryLoss(_lostFirst);
            _lostFirst = default;
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
                host.CarryLossOf(open);
                _pool.Return(open.Buffers);
                continue;
            }

            OomReport report = open.Build(Source, host.CarriedLoss);
            _pool.Return(open.Buffers);
            Diagnosis.Explain(report, _sentence);
            if (filter?.Causes is { Length: > 0 } causes && Array.IndexOf(causes, report.Cause) < 0)
            {
                host.CarryLossOf(open);
                continue;
            }

            host.ForgetLoss();
            _finished.Enqueue(report);
        }
    }
}
