using System.Text;
using OomTools.Generator.Layout;

namespace OomTools.Generator.Printing;

/// <summary>The memory cgroup block.</summary>
internal static class CgroupPrinter
{
    /// <summary>What a record can hold in the kernels that print the statistics as one record.</summary>
    public const int RecordLimit = 976;

    private const int Info = 6;

    public static void Print(GeneratedReport report, List<KernelRecord> records)
    {
        GeneratedCgroup cgroup = report.Cgroup!;
        if (!report.Era.PrintsSummaryLine)
            records.Add(new(Info, $"Task in {report.TaskCgroup} killed as a result of limit of {cgroup.Path}"));
        foreach ((string name, long usage, long? limit, long failCount) in cgroup.Counters)
            records.Add(new(Info, $"{name}: usage {usage}kB, limit {limit ?? 9007199254740988}kB, failcnt {failCount}"));
        if (CgroupLayout.IsFormatA(report.Era))
            FormatA(cgroup, records);
        else if (CgroupLayout.IsFormatB(report.Era))
            FormatB(report, cgroup, records);
    }

    private static void FormatA(GeneratedCgroup cgroup, List<KernelRecord> records)
    {
        StringBuilder? line = null;
        string? path = null;
        foreach ((string? owner, string name, long value, _) in cgroup.Statistics)
        {
            if (line is null || owner != path)
            {
                if (line is not null)
                    records.Add(new(Info, line.ToString()));
                line = new StringBuilder("Memory cgroup stats").Append(owner is null ? ":" : $" for {owner}:");
                path = owner;
            }
            line.Append(' ').Append(name).Append(':').Append(value / 1024).Append("KB");
        }
        records.Add(new(Info, line!.ToString()));
    }

    private static void FormatB(GeneratedReport report, GeneratedCgroup cgroup, List<KernelRecord> records)
    {
        records.Add(new(Info, $"Memory cgroup stats for {cgroup.Path}:"));
        if (!CgroupLayout.IsOneRecord(report.Era))
        {
            foreach ((_, string name, long value, _) in cgroup.Statistics)
                records.Add(new(Info, $"{name} {value}"));
            return;
        }
        string text = string.Join('\n', cgroup.Statistics.Select(one => $"{one.Name} {one.Value}"));
        records.Add(new(Info, text.Length > RecordLimit ? text[..RecordLimit] : text));
    }
}
