namespace OomTools.Shrinkers;

/// <summary>What is known of one shrinker on one node for one cgroup, or of several such together.</summary>
internal sealed class ShrinkerRow(ulong shrinker, int function, int node, long cgroup)
{
    /// <summary>More tasks than this go together: on a large machine many thousands come and go.</summary>
    public const int MaximumCallers = 1024;

    /// <summary>Stands for the tasks beyond.</summary>
    public const int OtherPids = -1;

    private readonly Dictionary<(int Pid, ShrinkerCallerKind Kind), ShrinkerCalls> _callers = [];

    public ulong Shrinker { get; } = shrinker;

    public int Function { get; } = function;

    public int Node { get; } = node;

    public long Cgroup { get; } = cgroup;

    public ShrinkerCalls Sum;

    public long Deferred;

    public long CacheItems;

    public long LastTime;

    public int LastPriority = ShrinkerEvent.Unknown;

    public int LowestPriority = ShrinkerEvent.Unknown;

    public long LongestCall;

    public long Incomplete;

    /// <summary>The most that was requested in a call that scanned nothing.</summary>
    public long LargestUnscanned;

    /// <summary>Sums by task and reason.</summary>
    public IReadOnlyDictionary<(int Pid, ShrinkerCallerKind Kind), ShrinkerCalls> Callers => _callers;

    /// <summary>The sums of a caller, to add to.</summary>
    public ref ShrinkerCalls Caller(int pid, ShrinkerCallerKind kind)
    {
        if (_callers.Count >= MaximumCallers && !_callers.ContainsKey((pid, kind)))
            pid = OtherPids;
        return ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_callers, (pid, kind), out _);
    }

    /// <summary>Takes in another node or cgroup of the same shrinker.</summary>
    public void Merge(ShrinkerRow other)
    {
        Sum.Add(other.Sum);
        Deferred = Procfs.KernelNumber.Add(Deferred, other.Deferred);
        CacheItems = Procfs.KernelNumber.Add(CacheItems, other.CacheItems);
        Incomplete += other.Incomplete;
        LongestCall = Math.Max(LongestCall, other.LongestCall);
        LargestUnscanned = Math.Max(LargestUnscanned, other.LargestUnscanned);
        if (other.LowestPriority >= 0 && (LowestPriority < 0 || other.LowestPriority < LowestPriority))
            LowestPriority = other.LowestPriority;
        if (LastPriority < 0 || other.LastTime >= LastTime)
            LastPriority = other.LastPriority;
        LastTime = Math.Max(LastTime, other.LastTime);
        foreach (((int pid, ShrinkerCallerKind kind), ShrinkerCalls calls) in other.Callers)
            Caller(pid, kind).Add(calls);
    }
}
