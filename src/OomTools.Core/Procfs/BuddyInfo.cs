using OomTools.Analysis;

namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/buddyinfo</c>: free blocks per zone and order. World-readable. The number of orders is the number of columns:
/// the kernel's constant for it changed its meaning in 6.4.
/// </summary>
internal static class BuddyInfo
{
    public const string Path = "/proc/buddyinfo";

    // No kernel has more than 14 orders (arm64 with 64 KiB pages); a file that claims more is garbage.
    private const int MaximumOrders = 32;

    private delegate int FragmentationMeasure(ReadOnlySpan<long> freeBlocks, int order);

    /// <summary>Reads the zones; with their migrate types where <paramref name="migrateTypes"/> were read.</summary>
    public static SystemReading<BuddyZone[]> Read(SystemRoot root, MigrateTypeBlocks[]? migrateTypes = null)
    {
        using SystemFile file = root.Read(Path);
        return SystemReading<BuddyZone[]>.Of(file, Parse(file.Content, root.PageSize, migrateTypes));
    }

    /// <summary>The populated zones, in the file's order; null when there is none.</summary>
    public static BuddyZone[]? Parse(ReadOnlySpan<byte> text, int pageSize, MigrateTypeBlocks[]? migrateTypes = null)
    {
        List<BuddyZone>? zones = null;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (ZoneLine.TryParse(line, out int node, out string zone, out FieldCursor fields) && Counts(ref fields) is { Length: > 0 } counts)
                (zones ??= []).Add(ToZone(node, zone, counts, pageSize, migrateTypes));
        }
        return zones?.ToArray();
    }

    /// <summary>A zone from its free blocks.</summary>
    public static BuddyZone ToZone(int node, string zone, long[] freeBlocks, int pageSize, MigrateTypeBlocks[]? migrateTypes = null) => new()
    {
        Node = node,
        Zone = zone,
        PageSize = pageSize,
        FreeBlocks = freeBlocks,
        FreeBytes = FreeBytes(freeBlocks, pageSize),
        FreeBytesByOrder = FreeBytesByOrder(freeBlocks, pageSize),
        LargestFreeOrder = LargestFreeOrder(freeBlocks),
        UnusableIndex = Index(freeBlocks, Fragmentation.UnusableIndex),
        FragmentationIndex = Index(freeBlocks, Fragmentation.ExternalIndex),
        MigrateTypes = migrateTypes is null ? [] : Array.FindAll(migrateTypes, type => type.Node == node && type.Zone == zone),
    };

    /// <summary>Numbers up to the end of the line; a count that the kernel capped (<c>&gt;100000</c>) sets <paramref name="isCapped"/>.</summary>
    public static long[] Counts(ref FieldCursor fields, out bool isCapped)
    {
        Span<long> counts = stackalloc long[MaximumOrders];
        int length = 0;
        isCapped = false;
        while (length < counts.Length)
        {
            ReadOnlySpan<byte> field = fields.Next();
            if (field.Length > 1 && field[0] == '>')
            {
                isCapped = true;
                field = field[1..];
            }
            if (!KernelNumber.TryParse(field, out long count) || count < 0)
                break;
            counts[length++] = count;
        }
        return counts[..length].ToArray();
    }

    private static long[] Counts(ref FieldCursor fields) => Counts(ref fields, out _);

    /// <summary>Bytes of free blocks.</summary>
    public static long FreeBytes(long[] freeBlocks, int pageSize)
    {
        long bytes = 0;
        foreach (long part in FreeBytesByOrder(freeBlocks, pageSize))
            bytes = KernelNumber.Add(bytes, part);
        return bytes;
    }

    private static long[] FreeBytesByOrder(long[] freeBlocks, int pageSize)
    {
        var bytes = new long[freeBlocks.Length];
        for (int order = 0; order < bytes.Length; order++)
            bytes[order] = KernelNumber.Multiply(freeBlocks[order], (long)pageSize << order);
        return bytes;
    }

    /// <summary>The largest order with a free block; null when nothing is free.</summary>
    public static int? LargestFreeOrder(long[] freeBlocks) => Fragmentation.LargestOrder(freeBlocks) is >= 0 and int order ? order : null;

    // The kernel computes in thousandths.
    private static double[] Index(long[] freeBlocks, FragmentationMeasure measure)
    {
        var values = new double[freeBlocks.Length];
        for (int order = 0; order < values.Length; order++)
            values[order] = measure(freeBlocks, order) / (double)Fragmentation.Scale;
        return values;
    }
}
