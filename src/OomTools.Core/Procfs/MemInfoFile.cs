using System.Text;

namespace OomTools.Procfs;

/// <summary><c>/proc/meminfo</c>: a name, a value and most often "kB" a line. World-readable.</summary>
internal static class MemInfoFile
{
    public const string Path = "/proc/meminfo";

    public static SystemReading<MemInfo> Read(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        MemInfo? info = Parse(file.Content);
        if (info is not null && HugePageFolders.Read(root) is { } pools)
            (info.HugePools, info.FreeHugePools) = pools;
        return SystemReading<MemInfo>.Of(file, info);
    }

    /// <summary>The fields; null when there is none.</summary>
    public static MemInfo? Parse(ReadOnlySpan<byte> text)
    {
        var fields = new List<MemInfoField>(64);
        var values = new Dictionary<string, long>(64, StringComparer.Ordinal);
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var cursor = new FieldCursor(line);
            ReadOnlySpan<byte> name = cursor.Next();
            if (name.Length < 2 || name[^1] != ':' || !cursor.TryNext(out long value))
                continue;
            bool isBytes = cursor.Next().SequenceEqual("kB"u8);
            if (isBytes)
                value = KernelNumber.Multiply(value, 1024);
            var field = new MemInfoField { Name = Encoding.UTF8.GetString(name[..^1]), Value = value, IsBytes = isBytes };
            fields.Add(field);
            values.TryAdd(field.Name, value);
        }
        return fields.Count == 0 ? null : ToModel(values, [.. fields]);
    }

    private static MemInfo ToModel(Dictionary<string, long> values, MemInfoField[] fields)
    {
        return new MemInfo
        {
            MemTotal = Value("MemTotal"),
            MemFree = Value("MemFree"),
            MemAvailable = Value("MemAvailable"),
            Buffers = Value("Buffers"),
            Cached = Value("Cached"),
            SwapCached = Value("SwapCached"),
            ActiveAnon = Value("Active(anon)"),
            InactiveAnon = Value("Inactive(anon)"),
            ActiveFile = Value("Active(file)"),
            InactiveFile = Value("Inactive(file)"),
            Unevictable = Value("Unevictable"),
            Mlocked = Value("Mlocked"),
            SwapTotal = Value("SwapTotal"),
            SwapFree = Value("SwapFree"),
            Zswap = Value("Zswap"),
            Dirty = Value("Dirty"),
            Writeback = Value("Writeback"),
            AnonPages = Value("AnonPages"),
            Mapped = Value("Mapped"),
            Shmem = Value("Shmem"),
            KReclaimable = Value("KReclaimable"),
            Slab = Value("Slab"),
            SReclaimable = Value("SReclaimable"),
            SUnreclaim = Value("SUnreclaim"),
            KernelStack = Value("KernelStack"),
            PageTables = Value("PageTables"),
            SecPageTables = Value("SecPageTables"),
            Bounce = Value("Bounce"),
            VmallocUsed = Value("VmallocUsed"),
            Percpu = Value("Percpu"),
            HardwareCorrupted = Value("HardwareCorrupted"),
            CmaTotal = Value("CmaTotal"),
            CmaFree = Value("CmaFree"),
            Balloon = Value("Balloon"),
            GpuActive = Value("GPUActive"),
            GpuReclaim = Value("GPUReclaim"),
            Hugetlb = Value("Hugetlb"),
            HugePagesTotal = Value("HugePages_Total"),
            HugePagesFree = Value("HugePages_Free"),
            HugePageSize = Value("Hugepagesize"),
            Fields = fields,
        };

        long? Value(string name) => values.TryGetValue(name, out long value) ? value : null;
    }
}
