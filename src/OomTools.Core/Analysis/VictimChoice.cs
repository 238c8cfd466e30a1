namespace OomTools.Analysis;

/// <summary>Why the victim and nobody else: its score, the next one's, and who was spared.</summary>
internal readonly record struct VictimChoice
{
    /// <summary>The first victim's row in the task table.</summary>
    public OomTask? Victim { get; init; }

    /// <summary>The task with the highest score beside the victims.</summary>
    public OomTask? RunnerUp { get; init; }

    /// <summary>The task that holds most but whose negative bias kept it from being chosen.</summary>
    public OomTask? Spared { get; init; }

    /// <summary>Whether the victim's score is below another's: vm.oom_kill_allocating_task, or counters that moved.</summary>
    public bool IsOutscored => Victim?.Score < RunnerUp?.Score;

    /// <summary>Compares the scores of a report's tasks (<see cref="OomTask.Score"/> must be set).</summary>
    public static VictimChoice Of(OomReport report)
    {
        if (report.VictimPid is not int victimPid)
            return default;

        OomTask? victim = null;
        OomTask? runnerUp = null;
        OomTask? largest = null;
        foreach (OomTask task in report.Tasks)
        {
            if (largest is null || task.Rss > largest.Rss)
                largest = task;
            if (task.ThreadGroup == victimPid || task.Pid == victimPid)
                victim ??= task;
            else if (task.Score is not null && (runnerUp is null || task.Score > runnerUp.Score) && !IsVictim(report, task))
                runnerUp = task;
        }

        return new VictimChoice { Victim = victim, RunnerUp = runnerUp, Spared = IsSpared(largest, victim) ? largest : null };
    }

    private static bool IsSpared(OomTask? largest, OomTask? victim) =>
        largest is not null && victim is not null && !ReferenceEquals(largest, victim)
        && largest.OomScoreAdj < 0 && largest.OomScoreAdj < (victim.OomScoreAdj ?? 0);

    private static bool IsVictim(OomReport report, OomTask task)
    {
        // Group kills have few victims; a list of thousands is garbled and not worth a quadratic search.
        const int Enough = 64;
        int count = Math.Min(report.Victims.Length, Enough);
        for (int i = 0; i < count; i++)
        {
            if (report.Victims[i].Pid is int pid && (pid == task.ThreadGroup || pid == task.Pid))
                return true;
        }

        return false;
    }
}
