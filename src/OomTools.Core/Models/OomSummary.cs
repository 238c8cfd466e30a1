namespace OomTools;

/// <summary>
/// One incident: reports of one host with one cause, close in time. Sizes are bytes, times UTC; what the reports do not say is
/// null.
/// </summary>
public sealed class OomSummary
{
    /// <summary>The incident in one sentence.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>Reports, with those that a limit held back.</summary>
    public long Count { get; internal init; }

    /// <summary>Time of the first report; null where the log has only a time since boot, when it was read where the log has no clock (see <see cref="Clock"/>).</summary>
    public DateTime? First { get; internal init; }

    /// <summary>Time of the last report, as <see cref="First"/>.</summary>
    public DateTime? Last { get; internal init; }

    /// <summary>Time since boot of the first report, where the log has only that.</summary>
    public Duration? FirstUptime { get; internal init; }

    /// <summary>Time since boot of the last report, where the log has only that.</summary>
    public Duration? LastUptime { get; internal init; }

    /// <summary>From the first to the last report; null where the log has no clock.</summary>
    public Duration? Duration { get; internal init; }

    /// <summary>Reports a minute; null for a single moment.</summary>
    public double? ReportsPerMinute { get; internal init; }

    /// <summary>Host; null where the log names none.</summary>
    public string? HostName { get; internal init; }

    /// <summary>Kernel release; null where the log does not say or they differ.</summary>
    public string? KernelVersion { get; internal init; }

    /// <summary>Who was limited.</summary>
    public OomKind Kind { get; internal init; }

    /// <summary>What filled the memory.</summary>
    public OomCause Cause { get; internal init; }

    /// <summary>The worst outcome of a report.</summary>
    public OomOutcome Outcome { get; internal init; }

    /// <summary>The cgroup whose limit was hit; null unless a cgroup was limited.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Processes killed.</summary>
    public long VictimCount { get; internal init; }

    /// <summary>Their resident bytes.</summary>
    public long VictimRss { get; internal init; }

    /// <summary>What their kills gave back: anonymous bytes; all resident bytes where the log does not tell them apart.</summary>
    public long FreedMemory { get; internal init; }

    /// <summary>Complete reports.</summary>
    public long CompleteCount { get; internal init; }

    /// <summary>Reports of which the log lacks something, kill lines alone among them.</summary>
    public long IncompleteCount { get; internal init; }

    /// <summary>Reports that <c>Limit-OomReport</c> held back; they are in the counts, but not among the samples.</summary>
    public long HeldBackCount { get; internal init; }

    /// <summary>
    /// Reports that the kernel says its own rate limit held back ("callbacks suppressed") between the reports of this incident: before the
    /// first of them it speaks of others.
    /// </summary>
    public long KernelSuppressedCount { get; internal init; }

    /// <summary>
    /// Lines that the log says it lost within its reports and between them (a buffer that overran, gaps in the records' numbers); null where
    /// it lost some and does not say how many. Each is counted once: where incidents overlap, with the one whose report came next.
    /// </summary>
    public long? LostLineCount { get; internal init; } = 0;

    /// <summary>What printing the reports cost the machine, all together; null where the log does not tell.</summary>
    public Duration? PrintTime { get; internal init; }

    /// <summary>
    /// Kills by the kernel's own counter, when asked: of the cgroup (memory.events; memory.oom_control of a v1 hierarchy counts those in the
    /// cgroup itself only), else, where there is no such cgroup any more or none was limited, of the machine since boot (vmstat).
    /// </summary>
    public long? KernelKillCount { get; internal set; }

    /// <summary>Kills that the kernel counted and the log does not show; null when not asked.</summary>
    public long? UnloggedKillCount { get; internal set; }

    /// <summary>What of the memory changed between the first and the last report, in one sentence; null without two that say.</summary>
    public string? Change { get; internal init; }

    /// <summary>Incidents that this object stands for: 1, or more where there were too many to keep them apart.</summary>
    public long IncidentCount { get; internal init; } = 1;

    /// <summary>What the times were read from.</summary>
    public OomClock Clock { get; internal init; }

    /// <summary>Where the reports stand; null where they come from several logs.</summary>
    public string? Source { get; internal init; }

    /// <summary>Where the memory was at the first report that says; null where none does.</summary>
    public MemoryUsage? FirstMemory { get; internal init; }

    /// <summary>Where the memory was at the last report that says; null where none does.</summary>
    public MemoryUsage? LastMemory { get; internal init; }

    /// <summary>What changed between these two, largest first.</summary>
    public OomDifference[] Changes { get; internal init; } = [];

    /// <summary>The victims by name, most first.</summary>
    public OomVictimGroup[] Victims { get; internal init; } = [];

    /// <summary>The tasks that asked for memory by name, most first.</summary>
    public OomTriggerGroup[] Triggers { get; internal init; } = [];

    /// <summary>What else there is to say, one sentence each.</summary>
    public string[] Details { get; internal set; } = [];

    /// <summary>The report of the most severe outcome and, among those, of the largest victims; null where all were held back.</summary>
    public OomReport? WorstReport { get; internal init; }

    /// <summary>Reports that stand for all: the first, the last, the worst, those of new victims, and others evenly between.</summary>
    public OomReport[] Samples { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Summary;
}
