using OomTools.Analysis;

namespace OomTools.Procfs;

/// <summary>The memory files of one cgroup, v1 and v2.</summary>
internal static class CgroupFiles
{
    /// <summary>
    /// Reads the cgroup <paramref name="path"/>: from the root of its hierarchy (as <c>/proc/PID/cgroup</c> and OOM reports name
    /// it), or its directory.
    /// </summary>
    public static SystemReading<CgroupMemory> Read(SystemRoot root, string path)
    {
        if (CgroupHierarchy.Find(root) is not { } hierarchy)
            return SystemReading<CgroupMemory>.Failure("/sys/fs/cgroup", SystemFileStatus.Missing, "No cgroup hierarchy is mounted.");
        return Read(root, hierarchy, path);
    }

    /// <summary>The same, where the hierarchy is known.</summary>
    public static SystemReading<CgroupMemory> Read(SystemRoot root, CgroupHierarchy hierarchy, string path)
    {
        if (hierarchy.DirectoryOf(path) is not { } directory)
            return SystemReading<CgroupMemory>.Failure(path, SystemFileStatus.Missing, "The path leads out of the cgroup hierarchy.");
        using SystemFile statistics = root.Read(directory + "/memory.stat");
        if (statistics.Status != SystemFileStatus.Ok)
            return SystemReading<CgroupMemory>.Failure(statistics, statistics.Status);
        var files = new Files(root, directory);
        string cgroup = hierarchy.PathOf(path);
        CgroupStatistic[] values = CgroupStatFile.Parse(statistics.Content, cgroup);
        CgroupMemory memory = hierarchy.Version == 1 ? ReadV1(root, files, cgroup, values) : ReadV2(root, files, cgroup, values);
        return SystemReading<CgroupMemory>.Ok(directory, memory);
    }

    /// <summary>The nearest cgroup above that has a limit, and the limit; null without one. It binds all below it.</summary>
    public static (string Path, long Limit)? LimitAbove(SystemRoot root, string path) =>
        CgroupHierarchy.Find(root) is { } hierarchy ? LimitAbove(root, hierarchy, path) : null;

    /// <summary>The same, where the hierarchy is known. In a cgroup namespace the root may be it: a container's own cgroup.</summary>
    public static (string Path, long Limit)? LimitAbove(SystemRoot root, CgroupHierarchy hierarchy, string path)
    {
        string cgroup = hierarchy.PathOf(path);
        string file = hierarchy.Version == 1 ? "memory.limit_in_bytes" : "memory.max";
        while (cgroup != "/")
        {
            cgroup = CgroupHierarchy.ParentOf(cgroup);
            if (hierarchy.DirectoryOf(cgroup) is { } directory && new Files(root, directory).Limit(file) is { } limit)
                return (cgroup, limit);
        }

        return null;
    }

    private static CgroupMemory ReadV2(SystemRoot root, Files files, string cgroup, CgroupStatistic[] values) => new()
    {
        Path = cgroup,
        Version = 2,
        Usage = files.Number("memory.current"),
        Limit = files.Limit("memory.max"),
        High = files.Limit("memory.high"),
        Peak = files.Number("memory.peak"),
        SwapUsage = files.Number("memory.swap.current"),
        SwapLimit = files.Limit("memory.swap.max"),
        KernelUsage = Array.Find(values, value => value.Name == "kernel")?.Value,
        LimitHits = files.Event("memory.events", "max"u8),
        OomKills = files.Event("memory.events", "oom_kill"u8),
        OomGroup = files.Number("memory.oom.group") is { } number ? number != 0 : null,
        ChargeableAhead = AheadOf(root),
        Statistics = values,
        Pressure = PressureInfo.Read(root, files.Directory + "/memory.pressure", cgroup).Value,
    };

    private static CgroupMemory ReadV1(SystemRoot root, Files files, string cgroup, CgroupStatistic[] values)
    {
        long? usage = files.Number("memory.usage_in_bytes");
        long? both = files.Number("memory.memsw.usage_in_bytes");
        return new CgroupMemory
        {
            Path = cgroup,
            Version = 1,
            Usage = usage,
            Limit = files.Limit("memory.limit_in_bytes"),
            Peak = files.Number("memory.max_usage_in_bytes"),
            // The two were read one after the other.
            SwapUsage = both - usage is { } swap ? Math.Max(0, swap) : null,
            SwapLimit = files.Limit("memory.memsw.limit_in_bytes"),
            KernelUsage = files.Number("memory.kmem.usage_in_bytes"),
            LimitHits = files.Number("memory.failcnt"),
            OomKills = files.Event("memory.oom_control", "oom_kill"u8),
            ChargeableAhead = AheadOf(root),
            Statistics = values,
        };
    }

    private static long AheadOf(SystemRoot root) => ChargedAhead.PagesPerCpu * root.PageSize * root.CpuCount;

    private readonly struct Files(SystemRoot root, string directory)
    {
        // v1 prints "no limit" as LONG_MAX rounded down to a page, of up to 64 KiB.
        private const long Unlimited = long.MaxValue - 0xFFFF;

        public string Directory => directory;

        public long? Number(string name)
        {
            using SystemFile file = root.Read($"{directory}/{name}");
            return KernelNumber.TryParsePrefix(file.Content, out long value) ? value : null;
        }

        // "max" is no number and so no limit.
        public long? Limit(string name) => Number(name) is { } value and < Unlimited ? value : null;

        public long? Event(string name, ReadOnlySpan<byte> key)
        {
            using SystemFile file = root.Read($"{directory}/{name}");
            foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
            {
                var fields = new FieldCursor(line);
                if (fields.Next().SequenceEqual(key))
                    return fields.TryNext(out long value) ? value : null;
            }
            return null;
        }
    }
}
