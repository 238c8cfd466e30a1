namespace OomTools;

/// <summary>All processes of one name together, so that forking servers are seen as one. Sizes are bytes.</summary>
public sealed class ProcessGroup
{
    /// <summary>The name, up to 15 bytes, chosen by the processes.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Processes.</summary>
    public int Count { get; internal init; }

    /// <summary>
    /// What ends with them: anonymous memory (all that is resident before 4.5), swap, page tables and huge pages. Memory they
    /// share, such as tmpfs and file cache, is not in it.
    /// </summary>
    public long OwnMemory { get; internal init; }

    /// <summary>Resident memory; what several processes share counts for each.</summary>
    public long Rss { get; internal init; }

    /// <summary>Swapped out.</summary>
    public long Swap { get; internal init; }

    /// <summary>Their cgroup; null where they are in several.</summary>
    public string? CgroupPath { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? Name : $"{Name} x {Count}";
}
