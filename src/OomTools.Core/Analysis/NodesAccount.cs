namespace OomTools.Analysis;

/// <summary>
/// The nodes that a cpuset or memory policy allows. The report prints only these nodes' lines, while its summary is
/// machine-wide: so what fills them is read from the zone and node lines.
/// </summary>
internal static class NodesAccount
{
    /// <summary>The allowed nodes' account: total, free and user exactly, the kernel's kinds of memory not per node.</summary>
    public static MemoryAccount Of(OomReport report)
    {
        long? total = null;
        long? free = null;
        long? anonymous = null;
        long? file = null;
        long? unevictable = null;
        foreach (MemoryZone zone in report.Zones)
        {
            total = Add(total, zone.Managed ?? zone.Present);
            free = Add(free, zone.Free + (zone.FreePerCpu ?? 0));
            anonymous = Add(anonymous, zone.Anonymous);
            file = Add(file, zone.File);
            unevictable = Add(unevictable, zone.Unevictable);
        }

        long? shared = null;
        foreach (MemoryNode node in report.Nodes)
            shared = Add(shared, node.Shmem);

        long? huge = HugePagesOf(report);
        long? lru = anonymous + file + (unevictable ?? 0);
        return new MemoryAccount
        {
            Total = total,
            Free = free,
            Lru = lru,
            User = lru + (huge ?? 0),
            Unaccounted = total - free - lru - (huge ?? 0),
            Kernel = 0,
            Anonymous = anonymous is long all ? Math.Max(0, all - (shared ?? 0)) : null,
            Shared = shared,
            File = file,
            Unevictable = unevictable,
            HugePages = huge,
        };
    }

    private static long? HugePagesOf(OomReport report)
    {
        long? bytes = null;
        foreach (HugePagePool pool in report.HugePagePools)
        {
            foreach (MemoryZone zone in report.Zones)
            {
                if (zone.Node == pool.Node)
                {
                    bytes = Add(bytes, pool.Total * pool.PageSize);
                    break;
                }
            }
        }

        return bytes;
    }

    private static long? Add(long? sum, long? value) => value is null ? sum : (sum ?? 0) + value;
}
