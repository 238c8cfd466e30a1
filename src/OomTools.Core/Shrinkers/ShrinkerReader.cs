using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>Reads what shrinkers could free: all in one, or apart by cgroup and NUMA node.</summary>
/// <param name="root">The system.</param>
/// <param name="directory">Its shrinkers.</param>
/// <param name="byCgroup">Each cgroup apart.</param>
/// <param name="byNode">Each node apart.</param>
/// <param name="known">Sizes of objects, where slabinfo was read already.</param>
internal sealed class ShrinkerReader(SystemRoot root, ShrinkerDirectory directory, bool byCgroup, bool byNode, ShrinkerEstimate? known = null)
{
    private readonly CgroupInodes _cgroups = new(root);
    private readonly ShrinkerEstimate _estimate = known ?? new(SlabInfo.Read(root).Value ?? [], root.PageSize, UnusedInodes.ReadMost(root));

    /// <summary>What one shrinker could free; nothing when it has vanished.</summary>
    public KernelShrinker[] Read(string name, int id)
    {
        if (directory.Count(name, id) is not { } counts)
            return [];
        var shrinkers = new List<KernelShrinker>();
        if (!byCgroup)
        {
            Add(shrinkers, name, id, null, counts.Length, Sum(counts));
            return [.. shrinkers];
        }
        foreach (ShrinkerCount count in counts)
            Add(shrinkers, name, id, count.CgroupInode, 1, count.Nodes);
        return [.. shrinkers];
    }

    private void Add(List<KernelShrinker> shrinkers, string name, int id, long? cgroup, int cgroups, long[] nodes)
    {
        if (!byNode)
        {
            shrinkers.Add(Create(name, id, cgroup, cgroups, null, nodes));
            return;
        }
        for (int node = 0; node < nodes.Length; node++)
        {
            if (nodes[node] > 0)
                shrinkers.Add(Create(name, id, cgroup, cgroups, node, [nodes[node]]));
        }
    }

    private KernelShrinker Create(string name, int id, long? cgroup, int cgroups, int? node, long[] nodes)
    {
        long objects = new ShrinkerCount(0, nodes).Objects;
        (long Bytes, string From)? estimate = _estimate.Of(name, objects);
        return new KernelShrinker
        {
            Name = name,
            Id = id,
            Objects = objects,
            EstimatedBytes = estimate?.Bytes,
            EstimatedFrom = estimate?.From,
            Node = node,
            CgroupInode = cgroup,
            CgroupPath = cgroup is { } inode ? _cgroups.PathOf(inode) : null,
            CgroupCount = cgroups,
            NodeObjects = node is null ? nodes : [],
        };
    }

    private static long[] Sum(ShrinkerCount[] counts)
    {
        long[] sum = [];
        foreach (ShrinkerCount count in counts)
        {
            if (count.Nodes.Length > sum.Length)
                Array.Resize(ref sum, count.Nodes.Length);
            for (int node = 0; node < count.Nodes.Length; node++)
                sum[node] = KernelNumber.Add(sum[node], count.Nodes[node]);
        }
        return sum;
    }
}
