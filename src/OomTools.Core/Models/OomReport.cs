namespace OomTools;

/// <summary>
/// One report of the kernel about memory it could not give: an OOM kill, or a failed allocation. Sizes are bytes,
/// times UTC. What the log does not contain is null and, where one would expect it, named in <see cref="Missing"/>.
/// Source: the kernel log; formats of 2.6.32 and later.
/// </summary>
public sealed class OomReport
{
    /// <summary>Wall-clock time (UTC) of the report's first line; null where the log has only a monotonic stamp.</summary>
    public DateTime? Time { get; internal init; }

    /// <summary>Monotonic time since boot of the report's first line; null where the log has none.</summary>
    public Duration? Uptime { get; internal init; }

    /// <summary>Host name of the log line; null where the log has none.</summary>
    public string? HostName { get; internal init; }

    /// <summary>Kernel release, from the report's CPU/PID/Comm line or from "Linux version" earlier in the log.</summary>
    public string? KernelVersion { get; internal init; }

    /// <summary>Who was limited.</summary>
    public OomKind Kind { get; internal init; }

    /// <summary>How it ended.</summary>
    public OomOutcome Outcome { get; internal init; }

    /// <summary>What filled the memory.</summary>
    public OomCause Cause { get; internal set; }

    /// <summary>The verdict in one sentence.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>Name of the task that asked for memory.</summary>
    public string? TriggerName { get; internal init; }

    /// <summary>Thread id of the task that asked for memory.</summary>
    public int? TriggerPid { get; internal init; }

    /// <summary>The request's GFP mask as a number.</summary>
    public ulong? GfpMask { get; internal init; }

    /// <summary>The mask's names: as printed (4.6 and later), or decoded for the log's kernel.</summary>
    public string? GfpFlags { get; internal init; }

    /// <summary>The request's order (2^order pages); -1 for a SysRq kill.</summary>
    public int? Order { get; internal init; }

    /// <summary>Name of the first victim.</summary>
    public string? VictimName { get; internal init; }

    /// <summary>Process id of the first victim.</summary>
    public int? VictimPid { get; internal init; }

    /// <summary>User id of the first victim.</summary>
    public long? VictimUid { get; internal init; }

    /// <summary>Resident bytes of the first victim.</summary>
    public long? VictimRss { get; internal init; }

    /// <summary>Address space of the first victim in bytes.</summary>
    public long? VictimTotalVm { get; internal init; }

    /// <summary>Bias of the first victim, -1000 to 1000.</summary>
    public int? VictimOomScoreAdj { get; internal init; }

    /// <summary>Memory cgroup of the first victim.</summary>
    public string? VictimCgroup { get; internal init; }

    /// <summary>Processes killed by this report; more than one with memory.oom.group.</summary>
    public int VictimCount { get; internal init; }

    /// <summary>The cgroup whose limit was hit; null unless a cgroup was limited.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Bytes charged to that cgroup.</summary>
    public long? CgroupUsage { get; internal init; }

    /// <summary>That cgroup's limit in bytes; null for no limit.</summary>
    public long? CgroupLimit { get; internal init; }

    /// <summary>
    /// Memory the verdict is about, in bytes: the machine's (RAM without what was reserved at boot), or for a cgroup
    /// report the cgroup's limit. User + kernel + free + unaccounted add up to it.
    /// </summary>
    public long? TotalMemory { get; internal set; }

    /// <summary>Free bytes, per-CPU lists included; for a cgroup the room below its limit.</summary>
    public long? FreeMemory { get; internal set; }

    /// <summary>Bytes of user space: all LRU lists and huge page pools.</summary>
    public long? UserMemory { get; internal set; }

    /// <summary>Bytes the kernel accounts for itself: slab, page tables, stacks and the like.</summary>
    public long? KernelMemory { get; internal set; }

    /// <summary>Bytes no counter of the report owns; slightly negative when counters were read at different moments.</summary>
    public long? UnaccountedMemory { get; internal set; }

    /// <summary>Anonymous bytes, without shared memory.</summary>
    public long? AnonymousMemory { get; internal set; }

    /// <summary>Shared memory bytes (tmpfs, System V, memfd).</summary>
    public long? SharedMemory { get; internal set; }

    /// <summary>File cache bytes, without shared memory.</summary>
    public long? FileMemory { get; internal set; }

    /// <summary>Reclaimable slab bytes.</summary>
    public long? SlabReclaimable { get; internal set; }

    /// <summary>Unreclaimable slab bytes.</summary>
    public long? SlabUnreclaimable { get; internal set; }

    /// <summary>Page table bytes.</summary>
    public long? PageTables { get; internal set; }

    /// <summary>Kernel stack bytes.</summary>
    public long? KernelStack { get; internal set; }

    /// <summary>Huge page pools in bytes, used or not.</summary>
    public long? HugePages { get; internal set; }

    /// <summary>Swap space in bytes.</summary>
    public long? SwapTotal { get; internal init; }

    /// <summary>Free swap space in bytes.</summary>
    public long? SwapFree { get; internal init; }

    /// <summary>Tasks listed; null without a task table.</summary>
    public int? TaskCount { get; internal init; }

    /// <summary>From the report's first to its last line: what printing it cost the machine.</summary>
    public Duration? PrintTime { get; internal init; }

    /// <summary>Whether every section is there that one expects of this kind of report.</summary>
    public bool IsComplete { get; internal init; }

    /// <summary>The sections one would expect but that are not there, and why where known; empty when complete.</summary>
    public string Missing { get; internal init; } = "";

    /// <summary>Where the report stands: a file path, "kmsg", "journal", "pipeline".</summary>
    public string? Source { get; internal init; }

    /// <summary>Line of the report's first line in its source, from 1.</summary>
    public long LineNumber { get; internal init; }

    /// <summary>The kernel's constraint name (<c>CONSTRAINT_MEMCG</c>); also names this module does not know. Since 5.0.</summary>
    public string? Constraint { get; internal init; }

    /// <summary>Nodes of the request's policy; null for none.</summary>
    public string? NodeMask { get; internal init; }

    /// <summary>Cpuset of the requesting task: the last component of its path, as printed.</summary>
    public string? Cpuset { get; internal init; }

    /// <summary>Nodes that cpuset allows.</summary>
    public string? MemsAllowed { get; internal init; }

    /// <summary>Bias of the requesting task, -1000 to 1000.</summary>
    public int? TriggerOomScoreAdj { get; internal init; }

    /// <summary>Bytes requested: page size times 2^order, or what a failed vmalloc asked for.</summary>
    public long? RequestSize { get; internal init; }

    /// <summary>The kernel's own words where they say more than the header: a vmalloc, slab, panic or group kill line.</summary>
    public string? Detail { get; internal init; }

    /// <summary>Reports that the kernel's rate limit held back right before this one, where it says so.</summary>
    public long? SuppressedCount { get; internal init; }

    /// <summary>
    /// Lines that the log says it lost within this report (a buffer that overran, gaps in the records' numbers); null where it
    /// lost some and does not say how many. While several reports are being printed the latest one has them.
    /// </summary>
    public long? LostLineCount { get; internal init; } = 0;

    /// <summary>Lines that the log says it lost between the host's report before, or the log's beginning, and this one; null where it does not say how many.</summary>
    public long? LostBeforeCount { get; internal init; } = 0;

    /// <summary>Processes killed, in the log's order.</summary>
    public OomVictim[] Victims { get; internal init; } = [];

    /// <summary>The task table.</summary>
    public OomTask[] Tasks { get; internal init; } = [];

    /// <summary>The Mem-Info counters; null when the block is not in the log.</summary>
    public OomMemInfo? MemInfo { get; internal init; }

    /// <summary>The node lines.</summary>
    public MemoryNode[] Nodes { get; internal init; } = [];

    /// <summary>The zone lines with their buddy lists.</summary>
    public MemoryZone[] Zones { get; internal init; } = [];

    /// <summary>The huge page pools.</summary>
    public HugePagePool[] HugePagePools { get; internal init; } = [];

    /// <summary>"Unreclaimable slab info", largest first. Since 4.15, and only when such slab exceeds the LRU lists.</summary>
    public SlabCache[] Slabs { get; internal init; } = [];

    /// <summary>"Memory allocations", largest first. Since 6.10.</summary>
    public AllocationSite[] AllocationSites { get; internal init; } = [];

    /// <summary>The cgroup's usage lines.</summary>
    public CgroupCounter[] CgroupCounters { get; internal init; } = [];

    /// <summary>The cgroup's statistics.</summary>
    public CgroupStatistic[] CgroupStatistics { get; internal init; } = [];

    /// <summary>Functions of the call trace, innermost first, as printed ("? " marks an unreliable frame).</summary>
    public string[] CallTrace { get; internal init; } = [];

    /// <summary>What the verdict rests on.</summary>
    public OomEvidence[] Evidence { get; internal set; } = [];

    /// <summary>What to look at next.</summary>
    public string[] Advice { get; internal set; } = [];

    /// <inheritdoc/>
    public override string ToString() => Summary;
}
