using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>Where the memory is: one bar for each owner, largest first, what is free last.</summary>
internal static class MemorySection
{
    private const int LabelWidth = 12;
    private const int SizeWidth = 8;
    private const int ShareWidth = 6;
    private const int BarWidth = 32;

    public static void Write(PageWriter page, OomReport report)
    {
        if (report.TotalMemory is not (> 0 and long total))
            return;

        page.Label("Memory");
        page.Row($"{(report.Kind == OomKind.Cgroup ? "limit" : "total"),-LabelWidth}{ByteSize.Format(total),SizeWidth}");
        foreach ((string label, long bytes, string parts) in Rows(report))
        {
            double share = bytes / (double)total;
            page.Row($"{label,-LabelWidth}{ByteSize.Format(bytes),SizeWidth}  {MemoryBar.Draw(share, BarWidth)}{ByteSize.FormatShare(share),ShareWidth}");
            if (parts.Length > 0)
                page.Row($"{"",-LabelWidth}{parts}");
        }

        if (report.SwapTotal is long swap)
            page.Row(swap == 0 ? "no swap" : $"{"swap",-LabelWidth}{ByteSize.Format(swap),SizeWidth}  {ByteSize.Format(report.SwapFree ?? 0)} of it free");
        page.Gap();
    }

    private static List<(string Label, long Bytes, string Parts)> Rows(OomReport report)
    {
        long slab = (report.SlabReclaimable ?? 0) + (report.SlabUnreclaimable ?? 0);
        var rows = new List<(string, long Bytes, string)>();
        Add("user", report.UserMemory, Parts(
            ("anonymous", report.AnonymousMemory), ("shared", report.SharedMemory), ("file", report.FileMemory),
            ("unevictable", report.Kind == OomKind.Cgroup ? null : report.MemInfo?.Unevictable), ("huge pages", report.HugePages)));
        if (report.SlabReclaimable is not null || report.SlabUnreclaimable is not null)
            Add("slab", slab, Parts(("unreclaimable", report.SlabUnreclaimable), ("reclaimable", report.SlabReclaimable)));
        Add("kernel", report.KernelMemory - slab, Parts(
            ("page tables", report.PageTables), ("stacks", report.KernelStack), ("compressed", report.MemInfo?.Zspages ?? InCgroup(report, "zswap")),
            ("per-CPU", InCgroup(report, "percpu")), ("vmalloc", InCgroup(report, "vmalloc")), ("sockets", InCgroup(report, "sock"))));
        Add("unaccounted", report.UnaccountedMemory, "");
        rows.Sort((a, b) => b.Bytes.CompareTo(a.Bytes));
        Add("free", report.FreeMemory, "");
        return rows;

        void Add(string label, long? bytes, string parts)
        {
            // Counters read at different moments may miss each other by a little; less than nothing tells nobody anything.
            if (bytes is > 0)
                rows.Add((label, bytes.Value, parts));
            else if (bytes is not null && label == "free")
                rows.Add((label, 0, parts));
        }
    }

    private static long? InCgroup(OomReport report, string name) =>
        report.Kind == OomKind.Cgroup ? report.CgroupStatistics.FirstOrDefault(statistic => statistic.Name == name)?.Value : null;

    private static string Parts(params ReadOnlySpan<(string Name, long? Bytes)> parts)
    {
        var texts = new List<string>();
        foreach ((string name, long? bytes) in parts)
        {
            if (bytes is > 0)
                texts.Add($"{name} {ByteSize.Format(bytes.Value)}");
        }

        return string.Join(", ", texts);
    }
}
