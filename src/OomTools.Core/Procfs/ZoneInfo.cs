namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/zoneinfo</c>: watermarks and counters per zone, and per node at the node's first zone (4.8 and later).
/// World-readable. All amounts are pages; min, low and high contain the boost (5.0 and later).
/// </summary>
internal static class ZoneInfo
{
    public const string Path = "/proc/zoneinfo";

    /// <summary>Reads the zones, with their free blocks from <paramref name="buddies"/> where given.</summary>
    public static SystemReading<MemoryZone[]> Read(SystemRoot root, BuddyZone[]? buddies = null)
    {
        using SystemFile file = root.Read(Path);
        return SystemReading<MemoryZone[]>.Of(file, Parse(file.Content, root.PageSize, buddies));
    }

    /// <summary>All zones in the file's order, those without pages too; null when there is none.</summary>
    public static MemoryZone[]? Parse(ReadOnlySpan<byte> text, int pageSize, BuddyZone[]? buddies = null)
    {
        List<MemoryZone>? zones = null;
        ZoneBuilder? zone = null;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (ZoneLine.TryParse(line, out int node, out string name, out _))
            {
                Finish(zone, buddies, ref zones);
                zone = new ZoneBuilder(node, name, pageSize);
            }
            else
                zone?.Accept(line);
        }
        Finish(zone, buddies, ref zones);
        return zones?.ToArray();
    }

    private static void Finish(ZoneBuilder? zone, BuddyZone[]? buddies, ref List<MemoryZone>? zones)
    {
        if (zone is not null)
            (zones ??= []).Add(zone.ToZone(buddies));
    }
}
