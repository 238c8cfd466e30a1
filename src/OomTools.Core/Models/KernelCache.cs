namespace OomTools;

/// <summary>Caches that the kernel can be told to drop, with the numbers that <c>/proc/sys/vm/drop_caches</c> takes.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum KernelCache : long
{
    /// <summary>Clean pages of files.</summary>
    PageCache = 1,

    /// <summary>What shrinkers can free: dentries, inodes and other reclaimable slab.</summary>
    Slab = 2,

    /// <summary>Both.</summary>
    All = 3,
}
