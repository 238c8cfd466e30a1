namespace OomTools;

/// <summary>A process that the kernel killed, as the kill line names it. Sizes are bytes at the time of the kill.</summary>
public sealed class OomVictim
{
    /// <summary>Process id, in the initial pid namespace. Source: <c>Killed process N</c>.</summary>
    public int? Pid { get; internal init; }

    /// <summary>Task name (comm), at most 15 bytes; control characters are as in the log.</summary>
    public string? Name { get; internal init; }

    /// <summary>Real user id in the initial user namespace. Since 5.4, el6 and el7.</summary>
    public long? Uid { get; internal init; }

    /// <summary>Resident memory in bytes: anonymous + file + shared.</summary>
    public long? Rss { get; internal init; }

    /// <summary>Resident anonymous memory in bytes.</summary>
    public long? AnonRss { get; internal init; }

    /// <summary>Resident file pages in bytes; before 4.5 with shared memory.</summary>
    public long? FileRss { get; internal init; }

    /// <summary>Resident shared memory (tmpfs, SysV) in bytes. Since 4.5, el7.</summary>
    public long? ShmemRss { get; internal init; }

    /// <summary>Size of the address space in bytes.</summary>
    public long? TotalVm { get; internal init; }

    /// <summary>Page tables in bytes. Since 5.4.</summary>
    public long? PageTables { get; internal init; }

    /// <summary>The process's own bias, -1000 to 1000. Since 5.4, or from the task table.</summary>
    public int? OomScoreAdj { get; internal init; }

    /// <summary>The victim's memory cgroup (<c>task_memcg</c>). First victim only; since 5.0.</summary>
    public string? Cgroup { get; internal init; }

    /// <summary>The score printed by the choice line up to 5.0, in thousandths of the memory allowed.</summary>
    public long? Score { get; internal init; }

    /// <summary>Whether the oom_reaper freed the address space early: true, false (it gave up), or null when the log does not say.</summary>
    public bool? Reaped { get; internal set; }

    /// <summary>Anonymous memory in bytes that the reaper could not take; null when it did not report.</summary>
    public long? AnonRssAfterReap { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Pid is null ? Name ?? "" : $"{Name} ({Pid})";
}
