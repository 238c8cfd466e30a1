using OomTools.Shrinkers;

namespace OomTools.Remedies;

/// <summary>
/// Makes one shrinker free objects, through <c>/sys/kernel/debug/shrinker/NAME-ID/scan</c>. Since 6.0 with CONFIG_SHRINKER_DEBUG.
/// </summary>
internal static class ShrinkerScan
{
    // EINVAL: the shrinker knows no cgroups, and wants 0 for one.
    private const int InvalidArgument = 22;

    // Inode of the root of a cgroup hierarchy, which is what such a shrinker counts for.
    private const long RootInode = 1;

    /// <summary>One cgroup's objects on one node, and how many of them to scan.</summary>
    internal readonly record struct Share(long CgroupInode, int Node, long Objects);

    /// <summary>Divides an amount among the cgroups and nodes that have objects, the largest first.</summary>
    /// <param name="counts">What the shrinker counts.</param>
    /// <param name="inode">Only this cgroup; null for all.</param>
    /// <param name="node">Only this node; null for all.</param>
    /// <param name="amount">Objects in all; null for whatever there is.</param>
    public static Share[] Divide(ShrinkerCount[] counts, long? inode, int? node, long? amount)
    {
        var shares = new List<Share>();
        foreach (ShrinkerCount count in counts)
        {
            for (int i = 0; i < count.Nodes.Length; i++)
            {
                if (count.Nodes[i] > 0 && (inode ?? count.CgroupInode) == count.CgroupInode && (node ?? i) == i)
                    shares.Add(new Share(count.CgroupInode, i, count.Nodes[i]));
            }
        }
        shares.Sort((left, right) => right.Objects.CompareTo(left.Objects));
        if (amount is not { } rest)
            return [.. shares];
        var taken = new List<Share>();
        foreach (Share share in shares)
        {
            if (rest <= 0)
                break;
            taken.Add(share with { Objects = Math.Min(rest, share.Objects) });
            rest -= share.Objects;
        }
        return [.. taken];
    }

    /// <summary>Scans one share.</summary>
    public static KnobResult Run(
        RemedyRun run, ShrinkerDirectory directory, (string Name, int Id) shrinker, Share share, string? cgroupPath, out ShrinkerRun? done)
    {
        long? before = CountOf(directory, shrinker, share);
        string path = directory.PathOf(shrinker.Name, shrinker.Id) + "/scan";
        KnobResult result = run.Write(path, Request(share.CgroupInode, share));
        if (result.ErrorNumber == InvalidArgument && share.CgroupInode == RootInode)
            result = run.Write(path, Request(0, share));
        done = result.Status != KnobStatus.Ok ? null : new ShrinkerRun
        {
            Name = shrinker.Name,
            Id = shrinker.Id,
            CgroupPath = cgroupPath,
            CgroupInode = share.CgroupInode,
            Node = share.Node,
            Requested = share.Objects,
            Before = before,
            After = CountOf(directory, shrinker, share),
            Duration = run.Duration,
            Time = run.Time,
        };
        return result;
    }

    // The kernel leaves a cgroup out that has nothing left.
    private static long? CountOf(ShrinkerDirectory directory, (string Name, int Id) shrinker, Share share)
    {
        if (directory.Count(shrinker.Name, shrinker.Id) is not { } counts)
            return null;
        ShrinkerCount count = Array.Find(counts, count => count.CgroupInode == share.CgroupInode);
        return count.Nodes is { } nodes && share.Node < nodes.Length ? nodes[share.Node] : 0;
    }

    private static string Request(long inode, Share share) => FormattableString.Invariant($"{inode} {share.Node} {share.Objects}");
}
