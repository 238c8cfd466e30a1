using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>
/// Compacts memory through <c>/proc/sys/vm/compact_memory</c> (all nodes) or <c>/sys/devices/system/node/nodeN/compact</c>. Since
/// 2.6.35, needs CONFIG_COMPACTION.
/// </summary>
internal static class Compaction
{
    public const string Path = "/proc/sys/vm/compact_memory";

    /// <summary>The order of a huge page on x86 and of the blocks that compaction tries to empty (pageblock_order).</summary>
    public const int DefaultOrder = 9;

    public static string PathOf(int? node) => node is null ? Path : FormattableString.Invariant($"/sys/devices/system/node/node{node}/compact");

    public static KnobResult Run(RemedyRun run, int? node, int order, out CompactionRun? compaction)
    {
        long[] before = FreeBlocks(run.Root, node);
        long? scanned = Scanned(run.Root);
        KnobResult result = run.Write(PathOf(node), "1");
        long[] after = FreeBlocks(run.Root, node);
        compaction = result.Status != KnobStatus.Ok ? null : new CompactionRun
        {
            Node = node,
            Order = order,
            Before = BytesFrom(before, order, run.Root.PageSize),
            After = BytesFrom(after, order, run.Root.PageSize),
            FreeBlocksBefore = before,
            FreeBlocksAfter = after,
            Scanned = Scanned(run.Root) - scanned,
            Duration = run.Duration,
            Time = run.Time,
        };
        return result;
    }

    private static long[] FreeBlocks(SystemRoot root, int? node)
    {
        long[] sum = [];
        foreach (BuddyZone zone in BuddyInfo.Read(root).Value ?? [])
        {
            if (node is not null && zone.Node != node)
                continue;
            if (sum.Length < zone.FreeBlocks.Length)
                Array.Resize(ref sum, zone.FreeBlocks.Length);
            for (int i = 0; i < zone.FreeBlocks.Length; i++)
                sum[i] = KernelNumber.Add(sum[i], zone.FreeBlocks[i]);
        }
        return sum;
    }

    private static long? BytesFrom(long[] blocks, int order, int pageSize)
    {
        if (blocks.Length == 0)
            return null;
        long bytes = 0;
        for (int i = order; i < blocks.Length; i++)
            bytes = KernelNumber.Add(bytes, KernelNumber.Multiply(KernelNumber.Multiply(blocks[i], 1L << i), pageSize));
        return bytes;
    }

    private static long? Scanned(SystemRoot root) =>
        Array.Find(VmStat.Read(root).Value ?? [], counter => counter.Name == "compact_migrate_scanned")?.Value;
}
