namespace OomTools.Analysis;

/// <summary>
/// Lets the first reports of each key through and counts the others, by the interval of log time. Passed + counted are always all.
/// Pure: the arrival time is told, for logs without a clock. Memory is bounded by <see cref="LimitOptions.MaxWindows"/>.
/// </summary>
/// <remarks>
/// For each report: <see cref="Accept"/>, then <see cref="TryTakeEnded"/> until it has no more, then show the report if it was
/// accepted. At the end of the input <see cref="Complete"/>, and take again. Whoever follows a live log calls <see cref="Advance"/>
/// from time to time, so that windows end also when nothing comes.
/// </remarks>
internal sealed class ReportLimiter(LimitOptions options)
{
    private readonly LimitFields _fields = new(options.Key);
    private readonly Dictionary<LimitKey, LimitWindow> _windows = [];
    private readonly Dictionary<LimitKey, LimitWindow> _familiar = [];
    private readonly Dictionary<(OomClock, string), LimitHost> _hosts = [];
    private readonly LinkedList<LimitWindow> _byUse = new();
    private readonly Queue<OomSuppression> _ended = new();

    /// <summary>Windows that are open.</summary>
    public int OpenCount => _windows.Count;

    /// <summary>Counts a report: true when it may pass, false when it is held back.</summary>
    /// <param name="report">The report.</param>
    /// <param name="arrival">When it came in (UTC).</param>
    public bool Accept(OomReport report, DateTime arrival)
    {
        LogMoment moment = LogMoment.Of(report, arrival);
        LimitWindow? window = Find(report, ref moment, out LimitKey key);
        if (window is not null && !window.Covers(moment.Ticks, options.Interval))
        {
            End(window);
            window = null;
        }

        window ??= Open(key, moment, arrival, IsPartial(report));
        EndPast(window.Host, moment.Ticks);
        Use(window);
        return window.Admit(report, moment, options.Burst);
    }

    /// <summary>What was held back in a window that has ended; windows that held nothing back end silently.</summary>
    public bool TryTakeEnded([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OomSuppression? suppression) =>
        _ended.TryDequeue(out suppression);

    /// <summary>Time goes on though nothing comes: ends the windows whose first report came in more than an interval ago.</summary>
    public void Advance(DateTime now)
    {
        for (LinkedListNode<LimitWindow>? node = _byUse.First, next; node is not null; node = next)
        {
            next = node.Next;
            if (now - node.Value.Opened >= options.Interval)
                End(node.Value);
        }
    }

    /// <summary>The input ends, and with it every window.</summary>
    public void Complete()
    {
        while (_byUse.First is { } node)
            End(node.Value);
    }

    /// <summary>A report whose log holds too little of it to tell its cause.</summary>
    private static bool IsPartial(OomReport report) => report is { Cause: OomCause.Unknown, IsComplete: false };

    private LimitWindow? Find(OomReport report, ref LogMoment moment, out LimitKey key)
    {
        key = LimitKey.Of(report, _fields, moment.Clock);
        if (Find(report, ref key) is { } window)
            return window;
        if (moment.Clock != OomClock.Arrival)
            return null;

        // A line that lost its stamp in a log that has a clock: its time is that of its fellows.
        foreach (OomClock clock in (ReadOnlySpan<OomClock>)[OomClock.Wall, OomClock.Uptime])
        {
            LimitKey other = key with { Clock = clock };
            if (Find(report, ref other) is not { } fellow)
                continue;
            (key, moment) = (other, new LogMoment(clock, fellow.Latest));
            return fellow;
        }

        return null;
    }

    private LimitWindow? Find(OomReport report, ref LimitKey key)
    {
        if (_windows.TryGetValue(key, out LimitWindow? window))
            return window;
        if (!_familiar.TryGetValue(key.Familiar, out window) || !window.Key.Admits(key))
            return null;
        if (IsPartial(report))
            return window;
        if (!window.IsPartial)
            return null;

        // The first report that came through the kernel's own limit tells what the kill lines before it were about.
        _windows.Remove(window.Key);
        window.Complete(key);
        _windows.Add(key, window);
        return window;
    }

    private LimitWindow Open(in LimitKey key, in LogMoment moment, DateTime arrival, bool isPartial)
    {
        if (_windows.Count >= options.MaxWindows && _byUse.First is { } quietest)
            End(quietest.Value);
        (OomClock, string) name = (key.Clock, key.Host ?? "");
        if (!_hosts.TryGetValue(name, out LimitHost? host))
            _hosts.Add(name, host = new LimitHost(name));
        var window = new LimitWindow(key, moment, arrival, isPartial, host);
        window.Place = _byUse.AddLast(window);
        window.HostPlace = host.Windows.AddLast(window);
        _windows.Add(key, window);
        _familiar[key.Familiar] = window;
        return window;
    }

    private void Use(LimitWindow window)
    {
        if (window.Place is not { Next: not null } place)
            return;
        _byUse.Remove(place);
        _byUse.AddLast(place);
    }

    private void EndPast(LimitHost host, long ticks)
    {
        while (host.Windows.First is { } oldest && oldest.Value.IsPast(ticks, options.Interval))
            End(oldest.Value);
    }

    private void End(LimitWindow window)
    {
        _windows.Remove(window.Key);
        if (_familiar.TryGetValue(window.Key.Familiar, out LimitWindow? familiar) && familiar == window)
            _familiar.Remove(window.Key.Familiar);
        if (window.Place is { } place)
            _byUse.Remove(place);
        if (window.HostPlace is { } hostPlace)
            window.Host.Windows.Remove(hostPlace);
        if (window.Host.Windows.Count == 0)
            _hosts.Remove(window.Host.Name);
        if (window.ToSuppression(options) is { } suppression)
            _ended.Enqueue(suppression);
    }
}
