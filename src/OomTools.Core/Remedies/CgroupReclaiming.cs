using System.Globalization;
using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>
/// Reclaims a cgroup's memory: as many bytes as asked for through <c>memory.reclaim</c> (v2, since 5.19), or all that can be had
/// through <c>memory.force_empty</c> (v1).
/// </summary>
internal static class CgroupReclaiming
{
    /// <summary>The file that does it, as the kernel names it.</summary>
    public static string PathOf(CgroupHierarchy hierarchy, string directory) =>
        directory + (hierarchy.Version == 1 ? "/memory.force_empty" : "/memory.reclaim");

    /// <param name="run">Where and how to write.</param>
    /// <param name="hierarchy">The hierarchy of the cgroup.</param>
    /// <param name="directory">The cgroup's directory.</param>
    /// <param name="bytes">How much; null for all. v1 knows no amount.</param>
    /// <param name="swappiness">0 to 200; null for the cgroup's own. Since 6.11.</param>
    /// <param name="reclaim">What it did.</param>
    public static KnobResult Run(
        RemedyRun run, CgroupHierarchy hierarchy, string directory, long? bytes, int? swappiness, out CgroupReclaim? reclaim)
    {
        CgroupMemory? before = CgroupFiles.Read(run.Root, directory).Value;
        KnobResult result = run.Write(PathOf(hierarchy, directory), hierarchy.Version == 1 ? "0" : Request(bytes ?? before?.Usage, swappiness));
        CgroupMemory? after = CgroupFiles.Read(run.Root, directory).Value;
        reclaim = result.Status is not (KnobStatus.Ok or KnobStatus.Incomplete) ? null : new CgroupReclaim
        {
            CgroupPath = hierarchy.PathOf(directory),
            Version = hierarchy.Version,
            Requested = bytes,
            Before = before?.Usage,
            After = after?.Usage,
            SwapBefore = before?.SwapUsage,
            SwapAfter = after?.SwapUsage,
            IsComplete = result.Status == KnobStatus.Ok,
            Duration = run.Duration,
            Time = run.Time,
        };
        return result;
    }

    // The root of the hierarchy has no usage of its own: more than there is, is all.
    private static string Request(long? bytes, int? swappiness)
    {
        string amount = (bytes ?? long.MaxValue).ToString(CultureInfo.InvariantCulture);
        return swappiness is { } value ? string.Create(CultureInfo.InvariantCulture, $"{amount} swappiness={value}") : amount;
    }
}
