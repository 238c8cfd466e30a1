using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>
/// A line of a shrinker's <c>count</c>: what it could free for one cgroup, on each NUMA node. Lines whose sum is 0 are left out by the
/// kernel. A shrinker that knows no cgroups has the inode of the root cgroup, or 0.
/// </summary>
internal readonly record struct ShrinkerCount(long CgroupInode, long[] Nodes)
{
    /// <summary>All nodes together.</summary>
    public long Objects
    {
        get
        {
            long sum = 0;
            foreach (long objects in Nodes)
                sum = KernelNumber.Add(sum, objects);
            return sum;
        }
    }

    /// <summary>Reads the file; lines that are no such lines are passed over.</summary>
    public static ShrinkerCount[] Parse(ReadOnlySpan<byte> text)
    {
        var counts = new List<ShrinkerCount>();
        var nodes = new List<long>();
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            if (!fields.TryNext(out long inode))
                continue;
            nodes.Clear();
            // Unsigned in the kernel; what is beyond a long is a counter that was negative for a moment.
            while (fields.TryNext(out long objects))
                nodes.Add(Math.Max(0, objects));
            if (nodes.Count > 0)
                counts.Add(new ShrinkerCount(inode, [.. nodes]));
        }
        return [.. counts];
    }
}
