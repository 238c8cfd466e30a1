namespace OomTools.Shrinkers;

/// <summary>
/// Names of shrinkers by their functions. A trace has no names; the function tells the kind, and where the kernel lists its
/// shrinkers and only one of them is of that kind, it is that one.
/// </summary>
internal static class ShrinkerFamily
{
    // As the kernel names them in debugfs since 6.0; * stands for a device or the like.
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["super_cache_scan"] = "sb-*",
        ["prune_super"] = "sb-*",
        ["shrink_dcache_memory"] = "dentry",
        ["shrink_icache_memory"] = "inode",
        ["ext4_es_scan"] = "ext4-es:*",
        ["ext4_es_shrink"] = "ext4-es:*",
        ["jbd2_journal_shrink_scan"] = "jbd2-journal:*",
        ["mb_cache_scan"] = "mbcache-shrinker",
        ["mb_cache_shrink_scan"] = "mbcache-shrinker",
        ["dqcache_shrink_scan"] = "dquota-cache",
        ["scan_shadow_nodes"] = "mm-shadow",
        ["vmap_node_shrink_scan"] = "vmap-node",
        ["kfree_rcu_shrink_scan"] = "rcu-kfree",
        ["deferred_split_scan"] = "thp-deferred_split",
        ["shrink_huge_zero_page_scan"] = "thp-zero",
        ["shrink_huge_zero_folio_scan"] = "thp-zero",
        ["zs_shrinker_scan"] = "mm-zspool:*",
        ["zswap_shrinker_scan"] = "mm-zswap",
        ["xfs_buftarg_shrink_scan"] = "xfs-buf:*",
        ["xfs_qm_shrink_scan"] = "xfs-qm:*",
        ["xfs_inodegc_shrinker_scan"] = "xfs-inodegc:*",
        ["btrfs_compr_pool_scan"] = "btrfs-compr-pages",
        ["f2fs_shrink_scan"] = "f2fs-shrinker",
        ["gfs2_glock_shrink_scan"] = "gfs2-glock",
        ["erofs_shrink_scan"] = "erofs-shrinker",
        ["ubifs_shrink_scan"] = "ubifs-slab",
        ["nfs_access_cache_scan"] = "nfs-acl",
        ["nfsd_file_lru_scan"] = "nfsd-filecache",
        ["nfsd_reply_cache_scan"] = "nfsd-reply:*",
        ["rpcauth_cache_shrink_scan"] = "sunrpc_cred",
        ["dm_bufio_shrink_scan"] = "dm-bufio:*",
        ["raid5_cache_scan"] = "md-raid5:*",
        ["bch_mca_scan"] = "md-bcache:*",
        ["i915_gem_shrinker_scan"] = "drm-i915_gem",
        ["ttm_pool_shrinker_scan"] = "drm-ttm_pool",
        ["msm_gem_shrinker_scan"] = "drm-msm_gem",
        ["panfrost_gem_shrinker_scan"] = "drm-panfrost",
        ["binder_shrink_scan"] = "android-binder",
        ["virtio_balloon_shrinker_scan"] = "virtio-balloon",
        ["vmballoon_shrinker_scan"] = "vmw-balloon",
        ["mmu_shrink_scan"] = "x86-mmu",
    };

    // Shrinkers that were renamed: rcu-kfree up to 6.12.
    private static readonly Dictionary<string, string> s_renamed = new(StringComparer.Ordinal) { ["rcu-kfree"] = "slab-kvfree-rcu" };

    /// <summary>Names of all kinds that are known.</summary>
    public static IEnumerable<string> Names => s_names.Values;

    /// <summary>The name of a shrinker by its function.</summary>
    /// <param name="function">The function that frees.</param>
    /// <param name="names">Names of the machine's shrinkers; empty where they are not to be seen.</param>
    public static string NameOf(string function, string[] names)
    {
        if (!s_names.TryGetValue(function, out string? family))
            return function;
        if (s_renamed.TryGetValue(family, out string? newName) && Array.IndexOf(names, newName) >= 0)
            return newName;
        if (!family.EndsWith('*'))
            return family;
        string prefix = family[..^1];
        string[] members = Array.FindAll(names, name => name.StartsWith(prefix, StringComparison.Ordinal));
        return members.Length == 1 ? members[0] : family;
    }
}
