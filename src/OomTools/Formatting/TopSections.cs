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
        if (report.AllocationSites.Length == 0)
            return;

        page.Label("Call sites");
        foreach (AllocationSite site in report.AllocationSites.OrderByDescending(site => site.Bytes).Take(MaxRows))
        {
            string module = site.Module is null ? "" : $" [{SafeText.Clean(site.Module)}]";
            page.Row($"{ByteSize.Format(site.Bytes),SizeWidth}  {OomView.Count(site.Calls),12} x  {SafeText.Clean(site.Function)}  {SafeText.Clean(site.File)}:{site.Line}{module}");
        }

        WriteRest(page, report.AllocationSites.Length, "call sites");
    }

    public static void WriteTasks(PageWriter page, OomReport report)
    {
        if (report.Tasks.Length == 0)
            return;

        bool swapped = report.Tasks.Any(task => task.Swap > 0);
        page.Label("Tasks");
        List<IGrouping<string, OomTask>> groups = [.. report.Tasks
            .GroupBy(task => task.Name)
            .OrderByDescending(group => group.Sum(task => task.Rss + (task.Swap ?? 0)))];
        foreach (IGrouping<string, OomTask> group in groups.Take(MaxRows))
        {
            OomTask[] tasks = [.. group];
            string who = tasks.Length == 1 ? OomView.Process(group.Key, tasks[0].Pid, NameWidth - 1) : $"{Name(group.Key)} x{tasks.Length}";
            long rss = tasks.Sum(task => task.Rss);
            string swap = swapped ? $"   {ByteSize.Format(tasks.Sum(task => task.Swap ?? 0)),SizeWidth} swapped" : "";
            page.Row($"{who,-NameWidth}{ByteSize.Format(rss),SizeWidth}{Share(rss, report)}{swap}{Bias(tasks)}");
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
