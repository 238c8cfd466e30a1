namespace OomTools.Shrinkers;

/// <summary>Begin or end of one call of a shrinker, from whatever form of trace.</summary>
internal struct ShrinkerEvent
{
    /// <summary>A number that the trace does not tell.</summary>
    public const int Unknown = -1;

    /// <summary>Begin or end.</summary>
    public bool IsStart;

    /// <summary>The form without node (up to 3.13), whose numbers mean something else; see <see cref="ShrinkerTally"/>.</summary>
    public bool IsOldForm;

    /// <summary>Nanoseconds; <see cref="Unknown"/> where the trace clock counts something else.</summary>
    public long Time;

    /// <summary>The task.</summary>
    public int Pid;

    /// <summary>Address of the shrinker, or what the trace prints for it.</summary>
    public ulong Shrinker;

    /// <summary>Number of the function in the trace's <see cref="ShrinkerFunctions"/>.</summary>
    public int Function;

    /// <summary>NUMA node, or <see cref="Unknown"/>.</summary>
    public int Node;

    /// <summary>The cgroup's number (7.1+), or <see cref="Unknown"/>.</summary>
    public long Cgroup;

    /// <summary>Freeable objects, counted at the start.</summary>
    public long CacheItems;

    /// <summary>Requested objects at the start; those not done at the end.</summary>
    public long TotalScan;

    /// <summary>Priority at the start (4.16+), or <see cref="Unknown"/>.</summary>
    public int Priority;

    /// <summary>Deferred work left at the end.</summary>
    public long NewScan;

    /// <summary>What the shrinker returned at the end: objects freed.</summary>
    public long Returned;
}
