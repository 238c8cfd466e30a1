using System.Text;

namespace OomTools.Generator.Printing;

/// <summary>The Mem-Info block: summary, nodes, zones, buddy lists, totals.</summary>
internal static class MemInfoPrinter
{
    private const int Level = 4;

    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        long kib = report.PageSize / 1024;
        records.Add(new(Level, "Mem-Info:"));
        PerCpuLists(report, records);
        records.Add(new(Level, string.Join("\n ", report.Summary.Select(row => string.Join(' ', row.Select(field => $"{field.Name}:{field.Pages}"))))));
        foreach (GeneratedNode node in report.Nodes.Where(node => node.Fields.Count > 0))
            records.Add(new(Level, $"Node {node.Id} {Pairs(node.Fields, kib, report.Era)}"));
        foreach ((GeneratedNode node, GeneratedZone zone) in Zones(report))
        {
            records.Add(new(Level, $"Node {node.Id} {zone.Name} {Pairs(zone.Fields, kib, report.Era)}"));
            records.Add(new(Level, "lowmem_reserve[]: " + string.Join(' ', zone.LowmemReserve)));
        }
        foreach ((GeneratedNode node, GeneratedZone zone) in Zones(report))
            records.Add(new(Level, Buddy(node, zone, kib)));
        foreach (GeneratedNode node in report.Nodes)
        {
            foreach (GeneratedPool pool in node.Pools)
                records.Add(new(Level, $"Node {node.Id} hugepages_total={pool.Total} hugepages_free={pool.Free} hugepages_surp={pool.Surplus} hugepages_size={pool.KiB}kB"));
        }
        Totals(report, kib, records);
    }

    private static IEnumerable<(GeneratedNode Node, GeneratedZone Zone)> Zones(GeneratedReport report) =>
        report.Nodes.SelectMany(node => node.Zones.Select(zone => (node, zone)));

    private static void PerCpuLists(GeneratedReport report, List<KernelRecord> records)
    {
        foreach ((GeneratedNode node, GeneratedZone zone) in Zones(report))
        {
            if (zone.PerCpu.Count == 0)
                continue;
            records.Add(new(Level, $"Node {node.Id} {zone.Name} per-cpu:"));
            for (int cpu = 0; cpu < zone.PerCpu.Count; cpu++)
                records.Add(new(Level, $"CPU {cpu,4}: hi:{186,5}, btch:{31,4} usd:{zone.PerCpu[cpu],4}"));
        }
    }

    private static string Pairs(IReadOnlyList<Field> fields, long kib, KernelEra era)
    {
        StringBuilder line = new();
        // A blank after the colon in some node fields, 4.8 to 6.5.
        bool hasBlanks = era.Like(206, 310, 418, 508, 514) <= 605;
        foreach (Field field in fields)
        {
            line.Append(line.Length == 0 ? "" : " ").Append(field.Name);
            string blank = hasBlanks && field.Name is "shmem_thp" or "shmem_pmdmapped" or "anon_thp" ? " " : "";
            _ = field.Mark switch
            {
                '?' => line.Append("? ").Append(field.Pages == 0 ? "no" : "yes"),
                '#' => line.Append(':').Append(field.Pages),
                '^' => line.Append(':').Append(field.Pages * kib).Append("KB"),
                _ => line.Append(':').Append(blank).Append(field.Pages * kib).Append("kB"),
            };
        }
        return line.ToString();
    }

    private static string Buddy(GeneratedNode node, GeneratedZone zone, long kib)
    {
        StringBuilder line = new($"Node {node.Id} {zone.Name}: ");
        long total = 0;
        for (int order = 0; order < zone.Blocks.Count; order++)
        {
            line.Append(zone.Blocks[order]).Append('*').Append(kib << order).Append("kB ");
            if (zone.Types[order].Length > 0)
                line.Append('(').Append(zone.Types[order]).Append(") ");
            total += zone.Blocks[order] * (kib << order);
        }
        return line.Append("= ").Append(total).Append("kB").ToString();
    }

    private static void Totals(GeneratedReport report, long kib, List<KernelRecord> records)
    {
        GeneratedTotals totals = report.Totals!;
        KernelEra era = report.Era;
        Add($"{totals.PageCache} total pagecache pages");
        Add($"{totals.SwapCache} pages in swap cache");
        if (era.Version <= 519)
            Add("Swap cache stats: add 17, delete 4, find 3/9");
        Add($"Free swap  = {totals.SwapFree * kib}kB");
        Add($"Total swap = {totals.SwapTotal * kib}kB");
        Add($"{totals.Ram} pages RAM");
        if (totals.HighMem is long highMem)
            Add($"{highMem} pages HighMem{(era.Version >= 313 || era.Vendor == "el7" ? "/MovableOnly" : "")}");
        Add($"{totals.Reserved} pages reserved");
        if (era.Version <= 310 && era.Vendor != "el7")
        {
            Add("123 pages shared");
            Add("4567 pages non-shared");
        }
        if (totals.CmaReserved is long cma)
            Add($"{cma} pages cma reserved");
        if (totals.HardwarePoisoned is long poisoned)
            Add($"{poisoned} pages hwpoisoned");

        void Add(string text) => records.Add(new(Level, text));
    }
}
