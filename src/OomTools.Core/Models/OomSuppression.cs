namespace OomTools;

/// <summary>
/// Reports that <c>Limit-OomReport</c> held back: those of one key within one interval after the first <see cref="PassedCount"/>.
/// Sizes are bytes, times UTC.
/// </summary>
public sealed class OomSuppression
{
    /// <summary>Last held-back report's time; null where the log has only a time since boot, when it was read where the log has no clock (see <see cref="Clock"/>).</summary>
    public DateTime? Last { get; internal init; }

    /// <summary>First held-back report's time, as <see cref="Last"/>.</summary>
    public DateTime? First { get; internal init; }

    /// <summary>Time since boot of the first held-back report, where the log has only that.</summary>
    public Duration? FirstUptime { get; internal init; }

    /// <summary>Time since boot of the last held-back report, where the log has only that.</summary>
    public Duration? LastUptime { get; internal init; }

    /// <summary>What the times were read from.</summary>
    public OomClock Clock { get; internal init; }

    /// <summary>What was held back, in one sentence.</summary>
    public string Summary { get; internal init; } = "";

    /// <summary>What the reports have in common, as text.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>Reports held back.</summary>
    public long Count { get; internal init; }

    /// <summary>Reports of the same key that were passed before them.</summary>
    public long PassedCount { get; internal init; }

    /// <summary>Host of the reports; null where the log names none, or where the key does not contain it and they differ.</summary>
    public string? HostName { get; internal init; }

    /// <summary>Kind of the reports; Unknown where the key does not contain it.</summary>
    public OomKind Kind { get; internal init; }

    /// <summary>Outcome of the reports; Unknown where they differ.</summary>
    public OomOutcome Outcome { get; internal init; }

    /// <summary>Cause of the reports; Unknown where the key does not contain it.</summary>
    public OomCause Cause { get; internal init; }

    /// <summary>Name of the first victim; null where the key does not contain it.</summary>
    public string? VictimName { get; internal init; }

    /// <summary>The cgroup whose limit was hit; null where none was, or where the key does not contain it.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Processes killed by the reports held back.</summary>
    public long VictimCount { get; internal init; }

    /// <summary>Resident bytes of those processes.</summary>
    public long VictimRss { get; internal init; }

    /// <summary>What their kills gave back: anonymous bytes; all resident bytes where the log does not tell them apart.</summary>
    public long FreedMemory { get; internal init; }

    /// <summary>Name of the largest victim.</summary>
    public string? LargestVictimName { get; internal init; }

    /// <summary>Process id of the largest victim.</summary>
    public int? LargestVictimPid { get; internal init; }

    /// <summary>Resident bytes of the largest victim.</summary>
    public long? LargestVictimRss { get; internal init; }

    /// <summary>What printing the reports held back cost the machine; null where the log does not tell.</summary>
    public Duration? PrintTime { get; internal init; }

    /// <summary>Reports among them that are not complete.</summary>
    public long IncompleteCount { get; internal init; }

    /// <summary>Reports that the kernel's own rate limit says it held back; the kills among them are in the log all the same.</summary>
    public long KernelSuppressedCount { get; internal init; }

    /// <summary>Lines that the log says it lost within and between these reports; null where it lost some and does not say how many.</summary>
    public long? LostLineCount { get; internal init; } = 0;

    /// <summary>Reports of one key that were passed before any was held back.</summary>
    public int Burst { get; internal init; }

    /// <summary>The log time for which that holds.</summary>
    public Duration Interval { get; internal init; }

    /// <summary>Where the reports stand; null where they come from several logs.</summary>
    public string? Source { get; internal init; }

    /// <summary>The victims by name, most first.</summary>
    public OomVictimGroup[] Victims { get; internal init; } = [];

    /// <summary>The tasks that asked for memory by name, most first.</summary>
    public OomTriggerGroup[] Triggers { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Summary;
}
