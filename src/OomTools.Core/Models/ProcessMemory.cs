namespace OomTools;

/// <summary>
/// A process and its memory. Sizes are bytes; null is what this kernel does not print or the user may not read. Source:
/// <c>/proc/PID/status</c>, <c>oom_score</c>, <c>oom_score_adj</c>, <c>cgroup</c>.
/// </summary>
public sealed class ProcessMemory
{
    /// <summary>Process id.</summary>
    public int Pid { get; internal init; }

    /// <summary>Name, up to 15 bytes, chosen by the process.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The kernel's letter of the state (R, S, D, T, Z …).</summary>
    public string State { get; internal init; } = "";

    /// <summary>Parent's process id.</summary>
    public int? ParentPid { get; internal init; }

    /// <summary>Real user id.</summary>
    public long? Uid { get; internal init; }

    /// <summary>Whether it has CAP_SYS_ADMIN (CapEff), which mattered to the OOM killer up to 4.16.</summary>
    public bool? IsPrivileged { get; internal init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; internal init; }

    /// <summary>True for a kernel thread, or a process that has given up its memory already.</summary>
    public bool HasNoMemory { get; internal init; }

    /// <summary>Address space (VmSize).</summary>
    public long? TotalVm { get; internal init; }

    /// <summary>Resident memory (VmRSS).</summary>
    public long? Rss { get; internal init; }

    /// <summary>Anonymous part of it (RssAnon). Since 4.5.</summary>
    public long? AnonRss { get; internal init; }

    /// <summary>File part of it (RssFile). Since 4.5.</summary>
    public long? FileRss { get; internal init; }

    /// <summary>Shared memory part of it (RssShmem). Since 4.5.</summary>
    public long? ShmemRss { get; internal init; }

    /// <summary>Swapped out (VmSwap). Since 2.6.34.</summary>
    public long? Swap { get; internal init; }

    /// <summary>Page tables (VmPTE, with VmPMD where that is a line of its own, 4.0 to 4.14).</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Huge pages of pools (HugetlbPages); not in <see cref="Rss"/>. Since 4.4.</summary>
    public long? HugePages { get; internal init; }

    /// <summary>Locked memory (VmLck).</summary>
    public long? Locked { get; internal init; }

    /// <summary>NUMA nodes it may use (Mems_allowed_list).</summary>
    public string? MemsAllowed { get; internal init; }

    /// <summary>The kernel's own score (oom_score): 0 to 1000 up to 5.8; since 5.9 about 666 for an idle process.</summary>
    public int? OomScore { get; internal set; }

    /// <summary>Bias, -1000 to 1000.</summary>
    public int? OomScoreAdj { get; internal set; }

    /// <summary>Memory cgroup: of the v1 memory hierarchy where mounted, else of the unified one.</summary>
    public string? CgroupPath { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Pid})";
}
