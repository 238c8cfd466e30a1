namespace OomTools;

/// <summary>A changed bias of a process towards the OOM killer. Source: <c>/proc/PID/oom_score_adj</c>.</summary>
public sealed class OomScoreChange
{
    /// <summary>Process id.</summary>
    public int Pid { get; internal init; }

    /// <summary>Name, up to 15 bytes, chosen by the process.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The bias before, -1000 (never killed) to 1000.</summary>
    public int? Before { get; internal init; }

    /// <summary>The bias now.</summary>
    public int? After { get; internal init; }

    /// <summary>The kernel's score (<c>oom_score</c>) before: the process with the highest is killed first.</summary>
    public int? ScoreBefore { get; internal init; }

    /// <summary>The kernel's score now.</summary>
    public int? ScoreAfter { get; internal init; }

    /// <summary>When the process started (UTC).</summary>
    public DateTime? StartTime { get; internal init; }

    /// <summary>When it was changed (UTC).</summary>
    public DateTime Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Pid})";
}
