namespace OomTools;

/// <summary>One row of the report's task table. Sizes are bytes, whatever the log's unit.</summary>
public sealed class OomTask
{
    /// <summary>Thread id. Source: the number in brackets.</summary>
    public int Pid { get; internal init; }

    /// <summary>Task name (comm).</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Real user id.</summary>
    public long Uid { get; internal init; }

    /// <summary>Process id (tgid).</summary>
    public int ThreadGroup { get; internal init; }

    /// <summary>Size of the address space in bytes.</summary>
    public long TotalVm { get; internal init; }

    /// <summary>Resident memory in bytes.</summary>
    public long Rss { get; internal init; }

    /// <summary>Resident anonymous memory in bytes. Since 6.8.</summary>
    public long? AnonRss { get; internal init; }

    /// <summary>Resident file pages in bytes. Since 6.8.</summary>
    public long? FileRss { get; internal init; }

    /// <summary>Resident shared memory in bytes. Since 6.8.</summary>
    public long? ShmemRss { get; internal init; }

    /// <summary>Page tables in bytes. Since 3.6 (nr_ptes, nr_pmds, pgtables_bytes).</summary>
    public long? PageTables { get; internal init; }

    /// <summary>Memory in swap, in bytes. Since 3.6.</summary>
    public long? Swap { get; internal init; }

    /// <summary>The process's own bias, -1000 to 1000; before 3.0 derived from oom_adj it would be a guess, so null there.</summary>
    public int? OomScoreAdj { get; internal init; }

    /// <summary>The old bias, -17 to 15. 2.6.32 to 3.4, el6.</summary>
    public int? OomAdj { get; internal init; }

    /// <summary>Points by the arithmetic of the log's kernel, in pages; null when a term is not in the log, or when the task is never chosen (bias -1000).</summary>
    public long? Score { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Pid})";
}
