namespace OomTools;

/// <summary>
/// A shrinker: the part of the kernel that gives memory of one cache back under pressure, and how much it could give. Source:
/// <c>/sys/kernel/debug/shrinker/NAME-ID/count</c> (since 6.0, CONFIG_SHRINKER_DEBUG).
/// </summary>
public sealed class KernelShrinker
{
    /// <summary>The name, such as <c>sb-ext4:vda</c> (dentries and inodes of a file system) or <c>mm-shadow</c>.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The kernel's number of it; given to another one after this one is gone.</summary>
    public int Id { get; internal init; }

    /// <summary>Objects it says it could free now: for most shrinkers slab objects, for some pages.</summary>
    public long Objects { get; internal init; }

    /// <summary>
    /// Bytes of these objects, estimated from the size of their slab objects; null where the slab is not known. Freed objects
    /// become free memory only where all objects of a slab are freed.
    /// </summary>
    public long? EstimatedBytes { get; internal init; }

    /// <summary>What the estimate rests on, such as <c>dentry, ext4_inode_cache</c> or <c>pages</c>; null without one.</summary>
    public string? EstimatedFrom { get; internal init; }

    /// <summary>The NUMA node that is counted; null for all of them.</summary>
    public int? Node { get; internal init; }

    /// <summary>The cgroup that is counted; null for all of them, and for one whose path is not known.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Inode number of that cgroup's directory, by which the kernel names it; null for all of them.</summary>
    public long? CgroupInode { get; internal init; }

    /// <summary>Cgroups that have objects. A shrinker that knows no cgroups counts as the root's.</summary>
    public int CgroupCount { get; internal init; }

    /// <summary>Objects on each NUMA node, node 0 first; empty when there are none.</summary>
    public long[] NodeObjects { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
