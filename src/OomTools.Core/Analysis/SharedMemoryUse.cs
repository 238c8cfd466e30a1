namespace OomTools.Analysis;

/// <summary>Who keeps shared memory.</summary>
internal static class SharedMemoryUse
{
    /// <summary>When all tasks together map less than this part of the shared memory, files on tmpfs or detached segments keep it.</summary>
    private const double Mapped = 0.5;

    /// <summary>
    /// Whether no listed process maps most of the shared memory, so that no kill can free it. Needs the task table's
    /// rss_shmem (6.8 and later); a cgroup's table lists its own tasks only, which is what counts there.
    /// </summary>
    public static bool IsUnmapped(Situation situation)
    {
        OomTask[] tasks = situation.Report.Tasks;
        if (situation.CauseBytes is not long shared || tasks.Length == 0)
            return false;

        double mapped = 0;
        foreach (OomTask task in tasks)
        {
            if (task.ShmemRss is not long bytes)
                return false;
            mapped += bytes;
        }

        return mapped < shared * Mapped;
    }
}
