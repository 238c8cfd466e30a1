using System.Numerics;

namespace OomTools.Analysis;

/// <summary>
/// The kernel's score of a task, in pages, by the arithmetic of the log's kernel. Source: <c>oom_badness</c> in
/// mm/oom_kill.c. Differences of a few percent to what the kernel saw are normal: it reads the counters later.
/// </summary>
internal static class Badness
{
    /// <summary>Such a task is never chosen.</summary>
    public const int Immune = -1000;

    /// <summary>Scores every task of a report; null for what is never chosen and where a term is not in the log.</summary>
    public static void Score(OomReport report, KernelRelease release)
    {
        if (report.Tasks.Length == 0)
            return;

        long pageSize = PageSize(report);
        long? totalPages = TotalPages(report, pageSize);
        foreach (OomTask task in report.Tasks)
            task.Score = Score(task, totalPages, release, pageSize);
    }

    /// <summary>One task's score; null when the task is immune or a term is missing.</summary>
    /// <param name="task">The task; sizes in bytes.</param>
    /// <param name="totalPages">The pages the request could have used; only needed for a task with a bias.</param>
    /// <param name="release">Whose arithmetic.</param>
    /// <param name="pageSize">Bytes a page.</param>
    public static long? Score(OomTask task, long? totalPages, KernelRelease release, long pageSize)
    {
        // 2.6.32 to 3.4: processor time, or page tables and swap, are part of the score but not of the log.
        if (task.OomAdj is not null || task.PageTables is not long pageTables || task.OomScoreAdj is not int adjustment)
            return null;
        if (adjustment <= Immune || task.Pid == 1)
            return null;

        // The kernel asks for CAP_SYS_ADMIN; the log has the user only.
        return Points(
            new BadnessTerms(Pages(task.Rss, pageSize), Pages(task.Swap ?? 0, pageSize), Pages(pageTables, pageSize), adjustment, task.Uid == 0),
            totalPages,
            release);
    }

    /// <summary>The score by its terms, in pages; null when a bias would have to be weighed against an unknown total.</summary>
    /// <param name="terms">What the process holds, and its bias.</param>
    /// <param name="totalPages">The pages the request could have used; only needed for a bias.</param>
    /// <param name="release">Whose arithmetic: that of 3.6 and later.</param>
    public static long? Points(in BadnessTerms terms, long? totalPages, KernelRelease release)
    {
        long points = terms.Sum;
        if (release.IsBefore(4, 17) && terms.IsPrivileged)
        {
            // Root's bonus of 3 %.
            points -= unchecked(points * 3) / 100;
        }

        if (terms.Adjustment != 0)
        {
            if (AdjustmentPoints(terms.Adjustment, totalPages) is not long adjustment)
                return null;
            points = unchecked(points + adjustment);
        }

        return release.IsBefore(5, 9) ? Math.Max(1, points) : points;
    }

    /// <summary>What a bias adds to a score, in pages; null when the total is unknown.</summary>
    public static long? AdjustmentPoints(int adjustment, long? totalPages) => totalPages is long total ? unchecked(adjustment * (total / 1000)) : null;

    /// <summary>A shift for a division: a machine's page size is a power of two, and a table has three such numbers a row.</summary>
    private static long Pages(long bytes, long pageSize) =>
        bytes >= 0 && BitOperations.IsPow2(pageSize) ? bytes >> BitOperations.TrailingZeroCount(pageSize) : bytes / pageSize;

    /// <summary>What the scores are relative to: the memory and swap that the request could have used, in pages.</summary>
    public static long? TotalPages(OomReport report, long pageSize)
    {
        long? bytes = report.Kind switch
        {
            OomKind.Cgroup => CgroupTotal(report),
            OomKind.Cpuset or OomKind.MemoryPolicy => NodesTotal(report),
            _ => report.MemInfo?.Ram - report.MemInfo?.Reserved + (report.SwapTotal ?? 0),
        };
        return bytes / pageSize;
    }

    /// <summary>The report's page size, never less than 1.</summary>
    public static long PageSize(OomReport report) => Math.Max(1, report.MemInfo?.PageSize ?? 4096);

    /// <summary>The limit and the swap it allows. A cgroup report does not say how much swap the machine has: without a limit on swap none is assumed, which shifts all biased tasks alike.</summary>
    private static long? CgroupTotal(OomReport report)
    {
        foreach (CgroupCounter counter in report.CgroupCounters)
        {
            if (counter.Limit is not long limit)
                continue;
            if (counter.Name == "memory+swap")
                return Math.Max(limit, report.CgroupLimit ?? 0);
            if (counter.Name == "swap")
                return report.CgroupLimit + limit;
        }

        return report.SwapTotal is long swap ? report.CgroupLimit + swap : report.CgroupLimit;
    }

    private static long? NodesTotal(OomReport report)
    {
        long pages = 0;
        foreach (MemoryZone zone in report.Zones)
        {
            if (zone.Present is not long present)
                return null;
            pages += present;
        }

        return report.Zones.Length == 0 ? null : pages + (report.SwapTotal ?? 0);
    }
}
