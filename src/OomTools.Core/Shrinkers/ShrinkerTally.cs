namespace OomTools.Shrinkers;

/// <summary>
/// Adds up the calls of shrinkers: pairs each start with its end, per task, and keeps sums. A task calls one shrinker at a time, so
/// that its next end with the same shrinker is the end of the call; only where a shrinker itself has to reclaim memory (below
/// drop_caches it may) calls lie within calls. Memory grows with shrinkers and tasks, not with events.
/// </summary>
/// <remarks>
/// mm/vmscan.c, mm/shrinker.c: requested is <c>total_scan</c> at the start; <c>total_scan</c> at the end is what was not done. Up to 3.13 the end
/// prints the difference of the two deferred counts there, of which the first was taken away at the start: what was not
/// done is the new count then. What the shrinker returned is the number of freed objects since 3.12; before, of those left.
/// </remarks>
internal sealed class ShrinkerTally
{
    /// <summary>Tasks inside a shrinker at one moment, and in reclaim: beyond is a hostile trace.</summary>
    private const int MaximumTasks = 1 << 20;

    /// <summary>Shrinkers, nodes and cgroups: beyond is a hostile trace.</summary>
    private const int MaximumRows = 1 << 20;

    private readonly Dictionary<(ulong Shrinker, int Function, int Node, long Cgroup), ShrinkerRow> _rows = [];
    private readonly Dictionary<int, Pending> _pending = [];
    private readonly Dictionary<int, Pending> _outer = [];
    private readonly Dictionary<int, ShrinkerCallerKind> _reclaim = [];
    private readonly Dictionary<int, int> _priorities = [];
    private ShrinkerRow? _last;

    /// <summary>Events taken.</summary>
    public long Events { get; private set; }

    /// <summary>The form without node occurred (up to 3.13).</summary>
    public bool HasOldForm { get; private set; }

    /// <summary>Time of the first event; null without times.</summary>
    public long? FirstTime { get; private set; }

    /// <summary>Time of the last event; null without times.</summary>
    public long? LastTime { get; private set; }

    /// <summary>What is known, by shrinker, node and cgroup.</summary>
    public IReadOnlyCollection<ShrinkerRow> Rows => _rows.Values;

    /// <summary>A task begins to reclaim memory, or ends.</summary>
    public void SetReclaim(int pid, ShrinkerCallerKind kind, bool begins)
    {
        if (!begins)
        {
            _reclaim.Remove(pid);
            Move(pid, _outer, _pending);
        }
        else if (_reclaim.Count < MaximumTasks)
        {
            _reclaim[pid] = kind;
            Move(pid, _pending, _outer);
        }
    }

    // The call that a task is in waits while the task reclaims. What stands in the place has lost its end.
    private static void Move(int pid, Dictionary<int, Pending> from, Dictionary<int, Pending> to)
    {
        if (!from.Remove(pid, out Pending call))
            return;
        if (to.Remove(pid, out Pending lost))
            lost.Row.Incomplete++;
        to.Add(pid, call);
    }

    /// <summary>Takes the start or the end of a call.</summary>
    public void Add(in ShrinkerEvent one)
    {
        Events++;
        HasOldForm |= one.IsOldForm;
        if (one.Time >= 0)
        {
            FirstTime ??= one.Time;
            LastTime = Math.Max(LastTime ?? 0, one.Time);
        }
        if (one.IsStart)
            Start(one);
        else
            End(one);
    }

    /// <summary>Ends the trace: calls that have not ended are incomplete.</summary>
    public void Complete()
    {
        foreach (Pending pending in _pending.Values.Concat(_outer.Values))
            pending.Row.Incomplete++;
        _pending.Clear();
        _outer.Clear();
    }

    /// <summary>
    /// Why a task called, where no event of reclaim was seen around the call: the mildest priority of such calls tells. Reclaim begins
    /// at 12; only drop_caches begins, and stays, at 0.
    /// </summary>
    public ShrinkerCallerKind KindOf(int pid, string? name)
    {
        if (name is not null && name.StartsWith("kswapd", StringComparison.Ordinal))
            return ShrinkerCallerKind.Kswapd;
        return _priorities.TryGetValue(pid, out int priority) && priority >= 0
            ? priority == 0 ? ShrinkerCallerKind.DropCaches : ShrinkerCallerKind.DirectReclaim
            : ShrinkerCallerKind.Unknown;
    }

    private void Start(in ShrinkerEvent start)
    {
        if (RowOf(start) is not { } row)
            return;
        row.CacheItems = start.CacheItems;
        row.LastTime = start.Time;
        row.LastPriority = start.Priority;
        if (start.Priority >= 0 && (row.LowestPriority < 0 || start.Priority < row.LowestPriority))
            row.LowestPriority = start.Priority;
        if (_pending.Remove(start.Pid, out Pending lost))
            lost.Row.Incomplete++;
        if (_pending.Count < MaximumTasks)
            _pending.Add(start.Pid, new Pending(row, start.Time, Math.Max(0, start.TotalScan), start.Priority));
    }

    private void End(in ShrinkerEvent end)
    {
        if (!_pending.Remove(end.Pid, out Pending start) || start.Row.Shrinker != end.Shrinker)
        {
            if (start.Row is not null)
                start.Row.Incomplete++;
            if (RowOf(end) is { } unknown)
                unknown.Incomplete++;
            return;
        }
        ShrinkerRow row = start.Row;
        long left = end.IsOldForm ? end.NewScan : end.TotalScan;
        long scanned = Math.Max(0, start.Requested - Math.Max(0, left));
        long time = end.Time >= start.Time && start.Time >= 0 ? end.Time - start.Time : 0;
        row.Deferred = Math.Max(0, end.NewScan);
        row.LongestCall = Math.Max(row.LongestCall, time);
        if (scanned == 0)
            row.LargestUnscanned = Math.Max(row.LargestUnscanned, start.Requested);
        row.Sum.Add(start.Requested, scanned, end.Returned, time);
        row.Caller(end.Pid, KindNow(end.Pid, start.Priority)).Add(start.Requested, scanned, end.Returned, time);
    }

    private ShrinkerCallerKind KindNow(int pid, int priority)
    {
        if (_reclaim.TryGetValue(pid, out ShrinkerCallerKind kind))
            return kind;
        if (_priorities.Count < MaximumTasks || _priorities.ContainsKey(pid))
            _priorities[pid] = Math.Max(priority, _priorities.GetValueOrDefault(pid, ShrinkerEvent.Unknown));
        return ShrinkerCallerKind.Unknown;
    }

    private ShrinkerRow? RowOf(in ShrinkerEvent one)
    {
        if (_last is { } last && last.Shrinker == one.Shrinker && last.Function == one.Function && last.Node == one.Node && last.Cgroup == one.Cgroup)
            return last;
        (ulong, int, int, long) key = (one.Shrinker, one.Function, one.Node, one.Cgroup);
        if (!_rows.TryGetValue(key, out ShrinkerRow? row))
        {
            if (_rows.Count >= MaximumRows)
                return null;
            _rows.Add(key, row = new ShrinkerRow(one.Shrinker, one.Function, one.Node, one.Cgroup));
        }
        return _last = row;
    }

    private readonly record struct Pending(ShrinkerRow Row, long Time, long Requested, int Priority);
}
