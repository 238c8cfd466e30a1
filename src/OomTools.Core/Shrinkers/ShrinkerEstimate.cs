using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>
/// Bytes of what a shrinker could free, where it is known which slab its objects are from. A shrinker counts objects; their
/// size is the slab's.
/// </summary>
internal sealed class ShrinkerEstimate
{
    private const string SuperBlock = "sb-";

    // Shrinkers with one kind of object, by the beginning of their names.
    private static readonly (string Shrinker, string Slab)[] s_slabs =
    [
        ("ext4-es:", "ext4_extent_status"),
        ("jbd2-journal:", "jbd2_journal_head"),
        ("mm-shadow", "radix_tree_node"),
        ("mbcache-shrinker", "mbcache"),
        ("dquota-cache", "dquot"),
        ("vmap-node", "vmap_area"),
        ("gfs2-glock", "gfs2_glock"),
        ("nfsd-filecache", "nfsd_file"),
        ("xfs-qm:", "xfs_dquot"),
    ];

    // Shrinkers that count pages.
    private static readonly string[] s_pages = ["thp-zero", "btrfs-compr-pages", "drm-ttm_pool", "drm-i915_gem", "drm-msm_gem", "mm-zspool:", "virtio-balloon", "vmw-balloon"];

    // File systems whose inode cache is not named <type>_inode_cache.
    private static readonly (string Type, string Slab)[] s_inodes =
    [
        ("btrfs", "btrfs_inode"), ("xfs", "xfs_inode"), ("overlay", "ovl_inode"), ("fuse", "fuse_inode"), ("fuseblk", "fuse_inode"),
        ("tmpfs", "shmem_inode_cache"), ("devtmpfs", "shmem_inode_cache"), ("rootfs", "shmem_inode_cache"), ("shm", "shmem_inode_cache"),
        ("vfat", "fat_inode_cache"), ("msdos", "fat_inode_cache"), ("nfs4", "nfs_inode_cache"), ("sockfs", "sock_inode_cache"),
        ("bdev", "bdev_cache"), ("erofs", "erofs_inode"), ("ceph", "ceph_inode_info"), ("smb3", "cifs_inode_cache"),
    ];

    private readonly Dictionary<string, SlabCache> _slabs = new(StringComparer.Ordinal);
    private readonly int _pageSize;
    private readonly long _mostInodes;

    /// <param name="slabs">The slab caches; empty when they cannot be read.</param>
    /// <param name="pageSize">Bytes of a page.</param>
    /// <param name="mostInodes">No more inodes than these could be freed; null where that is not known.</param>
    public ShrinkerEstimate(SlabCache[] slabs, int pageSize, long? mostInodes = null)
    {
        _pageSize = pageSize;
        _mostInodes = mostInodes ?? long.MaxValue;
        foreach (SlabCache slab in slabs)
        {
            _slabs.TryAdd(slab.Name, slab);
            foreach (string alias in slab.Aliases)
                _slabs.TryAdd(alias, slab);
        }
    }

    /// <summary>Bytes of so many objects of a shrinker, and what that rests on; null where the slab is not known.</summary>
    public (long Bytes, string From)? Of(string shrinker, long objects)
    {
        if (shrinker.StartsWith(SuperBlock, StringComparison.Ordinal))
            return OfSuperBlock(shrinker, objects);
        if (Array.Exists(s_pages, name => shrinker.StartsWith(name, StringComparison.Ordinal)))
            return (KernelNumber.Multiply(objects, _pageSize), "pages");
        foreach ((string name, string slab) in s_slabs)
        {
            if (shrinker.StartsWith(name, StringComparison.Ordinal) && Find(slab) is { } cache)
                return (KernelNumber.Multiply(objects, cache.ObjectSize ?? 0), slab);
        }
        return null;
    }

    /// <summary>
    /// No more objects of a slab could be freed than this: a superblock counts dentries, of which each may hold an inode or none.
    /// xfs keeps inodes of its own that nobody else counts.
    /// </summary>
    public long MostOf(string shrinker, string slab) =>
        shrinker.StartsWith(SuperBlock, StringComparison.Ordinal) && slab is not ("dentry" or "xfs_inode") ? _mostInodes : long.MaxValue;

    /// <summary>The slab caches whose objects a shrinker frees; none where they are not known, and of one that counts pages.</summary>
    public IEnumerable<SlabCache> SlabsOf(string shrinker) => Of(shrinker, 0) is ({ }, { } from)
        ? from.Split(", ").Select(Find).OfType<SlabCache>()
        : [];

    // A superblock counts unused dentries, and inodes without a dentry. A dentry of a file takes its inode along, one of a name
    // that does not exist has none: there are no more of either than their caches hold.
    private (long, string)? OfSuperBlock(string shrinker, long objects)
    {
        if (Find("dentry") is not { } dentries)
            return null;
        string type = shrinker[SuperBlock.Length..];
        int colon = type.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            type = type[..colon];
        string slab = Array.Find(s_inodes, entry => entry.Type == type).Slab ?? type + "_inode_cache";
        SlabCache? inodes = Find(slab);
        if (inodes is null)
            inodes = Find(slab = "inode_cache");
        long bytes = BytesOf(dentries, objects);
        return inodes is null ? (bytes, "dentry") : (KernelNumber.Add(bytes, BytesOf(inodes, Math.Min(objects, MostOf(shrinker, slab)))), "dentry, " + slab);
    }

    private static long BytesOf(SlabCache slab, long objects) =>
        KernelNumber.Multiply(Math.Min(objects, slab.ActiveObjects ?? 0), slab.ObjectSize ?? 0);

    private SlabCache? Find(string slab) => _slabs.GetValueOrDefault(slab) is { ObjectSize: > 0 } cache ? cache : null;
}
