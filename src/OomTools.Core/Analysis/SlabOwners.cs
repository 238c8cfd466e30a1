namespace OomTools.Analysis;

/// <summary>Caches that one function alone takes objects from, on all kernels with allocation profiling (6.10 to 7.x).</summary>
internal static class SlabOwners
{
    private static readonly Dictionary<string, string> s_caches = new(StringComparer.Ordinal)
    {
        ["__d_alloc"] = "dentry", // fs/dcache.c
        ["alloc_empty_file"] = "filp", // fs/file_table.c
        ["sock_alloc_inode"] = "sock_inode_cache", // net/socket.c
        ["proc_alloc_inode"] = "proc_inode_cache", // fs/proc/inode.c
        ["shmem_alloc_inode"] = "shmem_inode_cache", // mm/shmem.c
        ["ext4_alloc_inode"] = "ext4_inode_cache", // fs/ext4/super.c
        ["__kernfs_new_node"] = "kernfs_node_cache", // fs/kernfs/dir.c
        ["alloc_task_struct_node"] = "task_struct", // kernel/fork.c
        ["__sigqueue_alloc"] = "sigqueue", // kernel/signal.c
        ["alloc_buffer_head"] = "buffer_head", // fs/buffer.c
        ["radix_tree_node_alloc"] = "radix_tree_node", // lib/radix-tree.c
    };

    private static readonly HashSet<string> s_owned = [.. s_caches.Values.Except(["radix_tree_node"])];

    /// <summary>The cache a function takes from; null where that is not known.</summary>
    public static string? CacheOf(string function) => s_caches.GetValueOrDefault(function);

    /// <summary>Whether only its function takes from a cache.</summary>
    public static bool IsOwned(string cache) => s_owned.Contains(cache);
}
