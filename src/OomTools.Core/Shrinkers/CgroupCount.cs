using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>How many memory cgroups there are: counting asks each shrinker for each of them, the deleted that are not yet freed included.</summary>
internal static class CgroupCount
{
    /// <summary>
    /// From <c>num_cgroups</c> of /proc/cgroups; kernels without the v1 memory controller leave memory out there since 6.12, and have it
    /// in the root's <c>cgroup.stat</c> (<c>nr_subsys_memory</c>, 6.13; before, all cgroups: <c>nr_descendants</c>, 4.14). 0 where
    /// neither tells.
    /// </summary>
    public static long Read(SystemRoot root) => FromController(root) ?? FromHierarchy(root);

    private static long? FromController(SystemRoot root)
    {
        using SystemFile file = root.Read("/proc/cgroups");
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            var fields = new FieldCursor(line);
            if (fields.Next().SequenceEqual("memory"u8) && fields.TryNext(out _) && fields.TryNext(out long count))
                return count;
        }
        return null;
    }

    private static long FromHierarchy(SystemRoot root)
    {
        if (CgroupHierarchy.FindUnified(root) is not { } hierarchy)
            return 0;
        using SystemFile file = root.Read(hierarchy.MountPoint + "/cgroup.stat");
        long all = 0;
        long memory = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            var fields = new FieldCursor(line);
            ReadOnlySpan<byte> name = fields.Next();
            if (!fields.TryNext(out long count) || count < 0)
                continue;
            if (name.SequenceEqual("nr_descendants"u8) || name.SequenceEqual("nr_dying_descendants"u8))
                all = KernelNumber.Add(all, count);
            else if (name.SequenceEqual("nr_subsys_memory"u8) || name.SequenceEqual("nr_dying_subsys_memory"u8))
                memory = KernelNumber.Add(memory, count);
        }
        return memory > 0 ? memory : all;
    }
}
