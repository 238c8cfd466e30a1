using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// Sites whose memory other sites count again. Allocation profiling charges a slab page to the slab allocator, and each object
/// in it to whoever asked for the object; and so with the pages of per-CPU chunks.
/// </summary>
internal static class SiteOverlap
{
    /// <summary>Whether a function takes pages only to hand out what lies in them (mm/slub.c, mm/percpu-vm.c, mm/percpu-km.c).</summary>
    public static bool IsCarrier(string function) => function is "alloc_slab_page" or "pcpu_alloc_pages" or "pcpu_create_chunk";

    /// <summary>Bytes of all sites, each byte once: overlaps are left out.</summary>
    public static long Total(AllocationSite[] sites)
    {
        long total = 0;
        foreach (AllocationSite site in sites)
        {
            // A site of negative bytes was freed more than it was seen to take: it holds nothing.
            if (!site.IsOverlap && site.Bytes > 0)
                total = KernelNumber.Add(total, site.Bytes);
        }
        return total;
    }
}
