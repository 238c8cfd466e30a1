namespace OomTools;

/// <summary>
/// What was asked of a shrinker during a trace, and what it freed. Source: the trace events
/// <c>vmscan:mm_shrink_slab_start</c> and <c>mm_shrink_slab_end</c> (since 3.0). Only complete calls count.
/// </summary>
public sealed class ShrinkerActivity
{
    /// <summary>
    /// The shrinker's name as in <see cref="KernelShrinker"/>; with <c>*</c> where only its kind is known (<c>sb-*</c>), since traces have
    /// no names. The function where not even that is known.
    /// </summary>
    public string Name { get; internal init; } = "";

    /// <summary>Calls that began and ended in the trace.</summary>
    public long Calls { get; internal init; }

    /// <summary>Objects it was asked to scan (<c>total_scan</c> at the start). What was deferred is asked for again.</summary>
    public long Requested { get; internal init; }

    /// <summary>Objects it scanned: requested, less what was left over at the end.</summary>
    public long Scanned { get; internal init; }

    /// <summary>Objects it freed; null before 3.12, which prints something else there.</summary>
    public long? Freed { get; internal init; }

    /// <summary>Freed of requested, 0 to 1 (more where freeing one object frees others); null when nothing was requested.</summary>
    public double? Yield => Requested > 0 && Freed is { } freed ? freed / (double)Requested : null;

    /// <summary>Objects left for later calls, as the last call left it (<c>new scan count</c>), summed over nodes and cgroups as far as the kernel tells them.</summary>
    public long Deferred { get; internal init; }

    /// <summary>Time spent in it, by all tasks together; null where the trace has no times.</summary>
    public Duration? Duration { get; internal init; }

    /// <summary>The longest single call; null where the trace has no times.</summary>
    public Duration? LongestCall { get; internal init; }

    /// <summary>Who made it run and with what share, in short: "kswapd0 71 %, rsync 29 %".</summary>
    public string By { get; internal init; } = "";

    /// <summary>
    /// What the numbers say, where they say something: "freed 4 %: objects in use" (of those scanned), "89 % deferred" (of those requested),
    /// "deferred, below its batch". Null otherwise.
    /// </summary>
    public string? Finding { get; internal init; }

    /// <summary>The NUMA node; null for all of them.</summary>
    public int? Node { get; internal init; }

    /// <summary>The cgroup's path; null for all of them, and where it is not known.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>The kernel's number of the cgroup (since 7.1); null for all of them.</summary>
    public long? CgroupId { get; internal init; }

    /// <summary>Objects it could have freed when it was last called (<c>cache items</c>).</summary>
    public long CacheItems { get; internal init; }

    /// <summary>Priority of the last call, 12 (mild) to 0 (everything); null before 4.16.</summary>
    public int? LastPriority { get; internal init; }

    /// <summary>The most urgent priority of all calls; null before 4.16.</summary>
    public int? LowestPriority { get; internal init; }

    /// <summary>The kernel function that frees.</summary>
    public string Function { get; internal init; } = "";

    /// <summary>The module that function is part of; null for the kernel itself.</summary>
    public string? Module { get; internal init; }

    /// <summary>What tells this shrinker from others of its kind: the address as the trace prints it, or a number that stands for it.</summary>
    public string Shrinker { get; internal init; } = "";

    /// <summary>Calls of which the trace has only the start or only the end.</summary>
    public long Incomplete { get; internal init; }

    /// <summary>Events that the whole trace has lost: with any, all numbers are too low.</summary>
    public long LostEvents { get; internal init; }

    /// <summary>How long was measured, or the time between the trace's first and last event; null where it has no times.</summary>
    public Duration? Interval { get; internal init; }

    /// <summary>The trace that was read; null for a measurement.</summary>
    public string? Source { get; internal init; }

    /// <summary>Who made it run, the largest share first.</summary>
    public ShrinkerCaller[] Callers { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
