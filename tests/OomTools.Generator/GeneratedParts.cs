namespace OomTools.Generator;

/// <summary>A NUMA node with its zones.</summary>
public sealed record GeneratedNode(int Id, IReadOnlyList<Field> Fields, IReadOnlyList<GeneratedZone> Zones, IReadOnlyList<GeneratedPool> Pools);

/// <summary>A zone: fields in pages, free blocks and their migrate types per order, usd of each CPU (up to 4.0).</summary>
public sealed record GeneratedZone(
    string Name,
    IReadOnlyList<Field> Fields,
    IReadOnlyList<long> LowmemReserve,
    IReadOnlyList<long> Blocks,
    IReadOnlyList<string> Types,
    IReadOnlyList<int> PerCpu);

/// <summary>A pool of huge pages.</summary>
public sealed record GeneratedPool(long KiB, long Total, long Free, long Surplus);

/// <summary>The lines from "total pagecache pages" on; null is not printed.</summary>
public sealed record GeneratedTotals(
    long PageCache, long SwapCache, long SwapFree, long SwapTotal, long Ram, long? HighMem, long Reserved, long? CmaReserved, long? HardwarePoisoned);

/// <summary>A row of "Unreclaimable slab info", KiB.</summary>
public sealed record GeneratedSlab(string Name, long UsedKiB, long TotalKiB);

/// <summary>A row of "Memory allocations".</summary>
public sealed record GeneratedSite(long Bytes, long Calls, string File, int Line, string? Module, string Function);

/// <summary>A row of the task table; a column by its name, in the unit the kernel prints.</summary>
public sealed record GeneratedTask(int Pid, string Name, IReadOnlyDictionary<string, long> Columns)
{
    /// <summary>A column, or null where this kernel has none of that name.</summary>
    public long? this[string column] => Columns.TryGetValue(column, out long value) ? value : null;
}

/// <summary>A killed process, sizes in pages; page tables in bytes.</summary>
public sealed record GeneratedVictim(int Pid, string Name, long Uid, long TotalVm, long Anon, long File, long Shmem, long PageTableBytes, int OomScoreAdj, int Score);

/// <summary>The limited cgroup: its path, usage lines (KiB; null limit is none) and statistics.</summary>
public sealed record GeneratedCgroup(
    string Path,
    bool PrintsPath,
    IReadOnlyList<(string Name, long UsageKiB, long? LimitKiB, long FailCount)> Counters,
    IReadOnlyList<(string? Path, string Name, long Value, bool IsBytes)> Statistics);
