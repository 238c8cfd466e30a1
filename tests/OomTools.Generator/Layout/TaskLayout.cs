namespace OomTools.Generator.Layout;

/// <summary>The columns of the task table between pid and name.</summary>
internal static class TaskLayout
{
    public static string[] Columns(KernelEra era)
    {
        int version = era.Like(300, 306, 415, 419, 419);
        return version switch
        {
            < 300 => ["uid", "tgid", "total_vm", "rss", "cpu", "oom_adj"],
            <= 304 => ["uid", "tgid", "total_vm", "rss", "cpu", "oom_adj", "oom_score_adj"],
            <= 319 => ["uid", "tgid", "total_vm", "rss", "nr_ptes", "swapents", "oom_score_adj"],
            <= 414 => ["uid", "tgid", "total_vm", "rss", "nr_ptes", "nr_pmds", "swapents", "oom_score_adj"],
            <= 606 => ["uid", "tgid", "total_vm", "rss", "pgtables_bytes", "swapents", "oom_score_adj"],
            _ => ["uid", "tgid", "total_vm", "rss", "rss_anon", "rss_file", "rss_shmem", "pgtables_bytes", "swapents", "oom_score_adj"],
        };
    }

    /// <summary>Whether "Tasks state" comes first and the pid column is two wider.</summary>
    public static bool HasTitle(KernelEra era) => era.Like(300, 306, 415, 419, 419) >= 419;
}
