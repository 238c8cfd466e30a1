using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>
/// The kernel's own count of its kills beside what a log shows: <c>oom_kill</c> of /proc/vmstat counts all since boot (4.13 and
/// later), that of a cgroup's memory.events those of the cgroup and all below it.
/// </summary>
internal static class KernelKills
{
    /// <summary>Fills in what the kernel counted, and says where the log shows less.</summary>
    /// <param name="summaries">All incidents of the machine's log.</param>
    /// <param name="machine">The machine's counter; null where there is none.</param>
    /// <param name="cgroup">A cgroup's counter; null for one that does not exist any more.</param>
    /// <param name="boot">When the machine booted (UTC): incidents before are of another boot.</param>
    /// <param name="others">Victims in a cgroup whom something else killed than its own limit.</param>
    public static void Compare(OomSummary[] summaries, long? machine, Func<string, long?> cgroup, DateTime? boot, OtherKills others)
    {
        OomSummary[] counted = Array.FindAll(summaries, summary => boot is null || summary.Last is null || summary.Last >= boot);
        long all = counted.Aggregate(0L, (sum, summary) => Total.Add(sum, summary.VictimCount));
        foreach (OomSummary summary in counted)
        {
            if (summary.CgroupPath is { } path && cgroup(path) is { } events)
            {
                long own = counted.Where(other => IsWithin(other.CgroupPath, path)).Aggregate(0L, (sum, other) => Total.Add(sum, other.VictimCount));
                Set(summary, events, Total.Add(own, others.Within(path)), path);
            }
            else if (machine is { } kills)
            {
                Set(summary, kills, all, null);
            }
        }
    }

    private static void Set(OomSummary summary, long kernel, long log, string? path)
    {
        summary.KernelKillCount = kernel;
        summary.UnloggedKillCount = Math.Max(0, Total.Add(kernel, -log));
        if (summary.UnloggedKillCount is not > 0)
            return;
        var sentence = new Sentence();
        sentence.Say("The kernel counts ").Number(kernel).Say(kernel == 1 ? " kill" : " kills");
        sentence.Say(path is null ? " since boot" : " in this cgroup").Say(", ").Number(summary.UnloggedKillCount.Value).Say(" more than the log shows.");
        summary.Details = [.. summary.Details, sentence.Finish()];
    }

    /// <summary>Whether a cgroup is another one or below it.</summary>
    public static bool IsWithin(string? path, string cgroup) =>
        path is not null && (cgroup == "/" || path == cgroup || path.StartsWith(cgroup + '/', StringComparison.Ordinal));
}
