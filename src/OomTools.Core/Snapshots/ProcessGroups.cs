using OomTools.Procfs;

namespace OomTools.Snapshots;

/// <summary>Processes by size and by name.</summary>
internal static class ProcessGroups
{
    // Machines have some hundred names; one that makes names up has no end.
    private const int MostGroups = 2000;

    /// <summary>What ends with a process and is nobody else's, as the OOM killer counts it, but for shared memory.</summary>
    public static long OwnMemory(ProcessMemory process)
    {
        long sum = process.AnonRss ?? process.Rss ?? 0;
        foreach (long? part in new[] { process.Swap, process.PageTables, process.HugePages })
            sum = KernelNumber.Add(sum, part ?? 0);
        return sum;
    }

    /// <summary>The largest processes.</summary>
    public static ProcessMemory[] Largest(ProcessMemory[] processes, int count) =>
        [.. processes.OrderByDescending(OwnMemory).Take(count)];

    /// <summary>Processes of one name together, largest first; the smallest together where there are too many.</summary>
    public static ProcessGroup[] Of(ProcessMemory[] processes)
    {
        ProcessGroup[] groups =
        [
            .. processes.GroupBy(process => process.Name, StringComparer.Ordinal)
                .Select(group => Make(group.Key, [.. group]))
                .OrderByDescending(group => group.OwnMemory).ThenBy(group => group.Name, StringComparer.Ordinal),
        ];
        return groups.Length <= MostGroups ? groups : [.. groups.Take(MostGroups)];
    }

    private static ProcessGroup Make(string name, ProcessMemory[] processes) => new()
    {
        Name = name,
        Count = processes.Length,
        OwnMemory = Sum(processes, OwnMemory),
        Rss = Sum(processes, process => process.Rss ?? 0),
        Swap = Sum(processes, process => process.Swap ?? 0),
        CgroupPath = Array.TrueForAll(processes, process => process.CgroupPath == processes[0].CgroupPath) ? processes[0].CgroupPath : null,
    };

    private static long Sum(ProcessMemory[] processes, Func<ProcessMemory, long> size)
    {
        long sum = 0;
        foreach (ProcessMemory process in processes)
            sum = KernelNumber.Add(sum, size(process));
        return sum;
    }
}
