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

    /// <summary>
    /// Whether pages that are taken below a function hold objects whose own events tell who wanted them: slabs, and objects that are too
    /// large for one (mm/slub.c; mm/slab.c up to 6.7; <c>kmalloc_order</c> up to 6.0). Compilers inline some of these, and mark others.
    /// </summary>
    public static bool TakesPagesForObjects(string function)
    {
        int dot = function.IndexOf('.', StringComparison.Ordinal);
        string name = dot > 0 ? function[..dot] : function;
        return name is "allocate_slab" or "new_slab" or "alloc_slab_page" or "___slab_alloc" or "refill_objects" or "cache_grow_begin" or "cache_alloc_refill"
            || name.StartsWith("kmalloc_order", StringComparison.Ordinal) || name.TrimStart('_').StartsWith("kmalloc_large", StringComparison.Ordinal);
    }

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
