namespace OomTools;

/// <summary>
/// A process as the OOM killer sees it. Sizes are bytes; null is what this kernel does not print or the user may not read. The score is
/// the arithmetic of <c>oom_badness</c> (mm/oom_kill.c) of the running kernel's release over <c>/proc/PID/status</c>.
/// </summary>
public sealed class OomCandidate
{
    /// <summary>Place in the order of killing, from 1; null for a process that is passed over.</summary>
    public int? Rank { get; internal set; }

    /// <summary>Process id.</summary>
    public int Pid { get; internal init; }

    /// <summary>Name, up to 15 bytes, chosen by the process.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>
    /// Points in pages: (<see cref="Rss"/> + <see cref="Swap"/> + <see cref="PageTables"/> + <see cref="Adjustment"/>) / <see cref="PageSize"/>. The
    /// highest is killed first. Up to 4.16 a process with CAP_SYS_ADMIN has 3 % less, up to 5.8 none has less than 1. Before
    /// 3.6 the kernel's own figure (oom_score). Null for a process that is passed over.
    /// </summary>
    public long? Score { get; internal init; }

    /// <summary>Resident memory (VmRSS), shared memory included.</summary>
    public long? Rss { get; internal init; }

    /// <summary>Swapped out (VmSwap).</summary>
    public long? Swap { get; internal init; }

    /// <summary>Page tables (VmPTE, VmPMD).</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Bias, -1000 to 1000.</summary>
    public int? OomScoreAdj { get; internal init; }

    /// <summary>What the bias adds to the score, in bytes: that many thousandths of what can be used in all.</summary>
    public long? Adjustment { get; internal init; }

    /// <summary>Memory cgroup, from the root of its hierarchy.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Real user id.</summary>
    public long? Uid { get; internal init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; internal init; }

    /// <summary>
    /// What a kill would free at most, in bytes: memory that only this process maps, and its page tables. Files and shared memory that outlive
    /// it are part of it. Null where it was not asked for, and where only root may read it. Source: <c>/proc/PID/smaps_rollup</c> (4.14).
    /// </summary>
    public long? Freeable { get; internal set; }

    /// <summary>The swap space that a kill would free, its share of what processes have in common. As <see cref="Freeable"/>.</summary>
    public long? FreeableSwap { get; internal set; }

    /// <summary>The kernel's own score, <c>/proc/PID/oom_score</c>: for the whole machine, in thousandths of it; since 5.9 about 666 for an idle process.</summary>
    public int? OomScore { get; internal init; }

    /// <summary>The cgroup all of whose processes die with this one (memory.oom.group, since 4.19); null for none.</summary>
    public string? OomGroup { get; internal set; }

    /// <summary>Whether it would be passed over.</summary>
    public bool IsExempt { get; internal init; }

    /// <summary>Why.</summary>
    public OomExemption Exemption { get; internal init; }

    /// <summary>When the process started (UTC), which tells it from another that gets its number later. Source: <c>/proc/PID/stat</c>.</summary>
    public DateTime? StartTime { get; internal set; }

    /// <summary>Size of a base page in bytes, the unit of <see cref="Score"/>.</summary>
    public int PageSize { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Pid})";
}
