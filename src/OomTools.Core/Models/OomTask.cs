namespace OomTools;

/// <summary>One row of the report's task table. Sizes are bytes, whatever the log's unit.</summary>
public sealed class OomTask
{
    // Stands for "not in the log": reports have hundreds of rows, and a long? takes the room of two numbers.
    private const long None = long.MinValue;

    private long _anonRss = None;
    private long _fileRss = None;
    private long _shmemRss = None;
    private long _pageTables = None;
    private long _swap = None;
    private long _score = None;
    private int _oomScoreAdj = int.MinValue;
    private int _oomAdj = int.MinValue;

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
    public long? AnonRss { get => OrNull(_anonRss); internal init => _anonRss = value ?? None; }

    /// <summary>Resident file pages in bytes. Since 6.8.</summary>
    public long? FileRss { get => OrNull(_fileRss); internal init => _fileRss = value ?? None; }

    /// <summary>Resident shared memory in bytes. Since 6.8.</summary>
    public long? ShmemRss { get => OrNull(_shmemRss); internal init => _shmemRss = value ?? None; }

    /// <summary>Page tables in bytes. Since 3.6 (nr_ptes, nr_pmds, pgtables_bytes).</summary>
    public long? PageTables { get => OrNull(_pageTables); internal init => _pageTables = value ?? None; }

    /// <summary>Memory in swap, in bytes. Since 3.6.</summary>
    public long? Swap { get => OrNull(_swap); internal init => _swap = value ?? None; }

    /// <summary>The process's own bias, -1000 to 1000; before 3.0 derived from oom_adj it would be a guess, so null there.</summary>
    public int? OomScoreAdj { get => OrNull(_oomScoreAdj); internal init => _oomScoreAdj = value ?? int.MinValue; }

    /// <summary>The old bias, -17 to 15. 2.6.32 to 3.4, el6.</summary>
    public int? OomAdj { get => OrNull(_oomAdj); internal init => _oomAdj = value ?? int.MinValue; }

    /// <summary>Points by the arithmetic of the log's kernel, in pages; null when a term is not in the log, or when the task is never chosen (bias -1000).</summary>
    public long? Score { get => OrNull(_score); internal set => _score = value ?? None; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Pid})";

    private static long? OrNull(long value) => value == None ? null : value;

    private static int? OrNull(int value) => value == int.MinValue ? null : value;
}
