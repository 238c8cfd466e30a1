using System.Text;
using OomTools.Generator.Layout;

namespace OomTools.Generator.Printing;

/// <summary>"Unreclaimable slab info".</summary>
internal static class SlabPrinter
{
    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        records.Add(new(6, "Unreclaimable slab info:"));
        records.Add(new(6, "Name                      Used          Total"));
        foreach (GeneratedSlab slab in report.Slabs)
            records.Add(new(6, $"{slab.Name,-17} {slab.UsedKiB,10}KB {slab.TotalKiB,10}KB"));
    }
}

/// <summary>"Memory allocations".</summary>
internal static class SitePrinter
{
    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        if (report.Sites.Count == 0)
            return;
        records.Add(new(5, report.Era.Version >= 618 ? "Memory allocations (profiling is currently turned on):" : "Memory allocations:"));
        foreach (GeneratedSite site in report.Sites)
        {
            string module = site.Module is null ? "" : $"[{site.Module}] ";
            string size = SizeText.Format(site.Bytes, report.Era);
            records.Add(new(5, $"{size,12} {site.Calls,8} {site.File}:{site.Line} {module}func:{site.Function}"));
        }
    }
}

/// <summary>The task table.</summary>
internal static class TaskPrinter
{
    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        string[] columns = TaskLayout.Columns(report.Era);
        bool hasTitle = TaskLayout.HasTitle(report.Era);
        if (hasTitle)
            records.Add(new(6, "Tasks state (memory values in pages):"));
        StringBuilder heading = new(hasTitle ? "[  pid  ]" : "[ pid ]");
        foreach (string column in columns)
            heading.Append(column is "uid" ? "   uid" : column is "tgid" ? "  tgid" : column is "rss" ? "      rss" : " " + column);
        records.Add(new(6, heading.Append(" name").ToString()));
        foreach (GeneratedTask task in report.Tasks!)
            records.Add(new(6, Row(task, columns, hasTitle ? 7 : 5)));
    }

    private static string Row(GeneratedTask task, string[] columns, int pidWidth)
    {
        StringBuilder row = new("[");
        row.Append(Pad(task.Pid, pidWidth)).Append(']');
        foreach (string column in columns)
        {
            int width = column switch
            {
                "uid" or "tgid" => 5,
                "cpu" => 3,
                "oom_adj" => 7,
                "oom_score_adj" => 13,
                "rss_shmem" => 9,
                _ => 8,
            };
            row.Append(' ').Append(Pad(task.Columns[column], width));
        }
        return row.Append(' ').Append(task.Name).ToString();
    }

    private static string Pad(long value, int width) => value.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(width);
}

/// <summary>A slab cache that could not grow.</summary>
internal static class SlubPrinter
{
    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        string mask = report.Era.Version switch
        {
            <= 405 => $" on node -1 (gfp=0x{report.GfpMask:x})",
            <= 611 => $" on node -1, gfp=0x{report.GfpMask:x}({report.GfpNames})",
            _ => $" on CPU 0 (of node 0) on node -1, gfp=0x{report.GfpMask:x}({report.GfpNames})",
        };
        records.Add(new(4, "SLUB: Unable to allocate memory" + mask));
        records.Add(new(4, $"  cache: {report.SlubCache}, object size: 80, buffer size: 80, default order: 0, min order: 0"));
        records.Add(new(4, "  node 0: slabs: 18878, objs: 962778, free: 0"));
    }
}
