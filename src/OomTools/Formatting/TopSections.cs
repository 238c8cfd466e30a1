using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>The largest of what a report lists: slab caches, call sites, tasks.</summary>
internal static class TopSections
{
    /// <summary>What comes after the tenth has never been the reason.</summary>
    public const int MaxRows = 10;

    private const int NameWidth = 26;
    private const int SizeWidth = 9;

    public static void WriteSlabs(PageWriter page, OomReport report)
    {
        if (report.Slabs.Length == 0)
            return;

        page.Label("Slabs");
        foreach (SlabCache slab in report.Slabs.OrderByDescending(slab => slab.Bytes).Take(MaxRows))
        {
            string unused = slab.Bytes - slab.ActiveBytes is var idle && idle * 10 > slab.Bytes ? $"{ByteSize.Format(idle)} of it unused" : "";
            page.Row($"{Name(slab.Name),-NameWidth}{ByteSize.Format(slab.Bytes),SizeWidth}{Share(slab.Bytes, report)}   {unused}");
        }

        WriteRest(page, report.Slabs.Length, "caches");
    }

    public static void WriteAllocationSites(PageWriter page, OomReport report)
    {
        // Profiling that was not on at boot lists sites that hold nothing.
        AllocationSite[] sites = [.. report.AllocationSites.Where(site => site.Bytes > 0).OrderByDescending(site => site.Bytes)];
        if (sites.Length == 0)
            return;

        page.Label("Call sites");
        foreach (AllocationSite site in sites.Take(MaxRows))
        {
            string module = site.Module is null ? "" : $" [{SafeText.Clean(site.Module)}]";
            page.Row($"{ByteSize.Format(site.Bytes),SizeWidth}  {OomView.Count(site.Calls),12} x  {SafeText.Clean(site.Function)}  {SafeText.Clean(site.File)}:{site.Line}{module}");
        }

        WriteRest(page, sites.Length, "call sites");
    }

    public static void WriteTasks(PageWriter page, OomReport report)
    {
        if (report.Tasks.Length == 0)
            return;

        bool swapped = report.Tasks.Any(task => task.Swap > 0);
        // Where page tables are the cause, who holds them need not be among the largest.
        bool tables = report.Cause == OomCause.PageTables;
        page.Label("Tasks");
        List<IGrouping<string, OomTask>> groups = [.. report.Tasks
            .GroupBy(task => task.Name)
            .OrderByDescending(group => tables ? group.Sum(task => task.PageTables ?? 0) : 0)
            .ThenByDescending(group => group.Sum(task => task.Rss + (task.Swap ?? 0)))];
        foreach (IGrouping<string, OomTask> group in groups.Take(MaxRows))
        {
            OomTask[] tasksOfName = [.. group];
            string who = tasksOfName.Length == 1 ? OomView.Process(group.Key, tasksOfName[0].Pid, NameWidth - 1) : $"{Name(group.Key)} x{tasksOfName.Length}";
            long rss = tasksOfName.Sum(task => task.Rss);
            string swap = swapped ? $"   {ByteSize.Format(tasksOfName.Sum(task => task.Swap ?? 0)),SizeWidth} swapped" : "";
            string pages = tables ? $"   {ByteSize.Format(tasksOfName.Sum(task => task.PageTables ?? 0)),SizeWidth} page tables" : "";
            page.Row($"{who,-NameWidth}{ByteSize.Format(rss),SizeWidth}{Share(rss, report)}{pages}{swap}{Bias(tasksOfName)}");
        }

        WriteRest(page, groups.Count, "names");
    }

    private static string Name(string name) => SafeText.Clean(name, NameWidth - 6);

    private static string Share(long bytes, OomReport report) =>
        report.TotalMemory is > 0 and long total ? $"{ByteSize.FormatShare(bytes / (double)total),7}" : "";

    private static string Bias(OomTask[] tasks)
    {
        int? bias = tasks[0].OomScoreAdj;
        return bias is null or 0 || Array.Exists(tasks, task => task.OomScoreAdj != bias) ? "" : $"   oom_score_adj {bias}";
    }

    private static void WriteRest(PageWriter page, int count, string what)
    {
        if (count > MaxRows)
            page.Row($"and {count - MaxRows} more {what}");
        page.Gap();
    }
}
