namespace OomTools.Sites;

/// <summary>
/// Which frames of a stack belong to the allocators themselves. The first other frame is who wanted the memory. Since 6.10 the
/// names bear <c>_noprof</c>, and compilers add <c>.part.0</c>, <c>.isra.0</c> and <c>.constprop.0</c>.
/// </summary>
internal static class AllocatorFrames
{
    private static readonly string[] s_names =
    [
        // mm/page_owner.c, mm/page_alloc.c, mm/mempolicy.c
        "save_stack", "register_early_stack", "__set_page_owner", "set_page_owner", "post_alloc_hook", "prep_new_page", "get_page_from_freelist",
        "rmqueue", "rmqueue_bulk", "__get_free_pages", "get_free_pages", "get_zeroed_page", "alloc_page_interleave", "alloc_frozen_pages",
        "alloc_from_pcs", "alloc_full_sheaf", "alloc_empty_sheaf", "__pcs_replace_empty_main", "refill_sheaf", "refill_objects", "vm_area_alloc_pages",
        // mm/slub.c, mm/slab.c, mm/slab_common.c, mm/util.c
        "new_slab", "allocate_slab", "alloc_slab_page", "slab_alloc_node", "slab_post_alloc_hook", "cache_grow_begin", "cache_alloc_refill",
        "fallback_alloc", "set_track", "set_track_prepare", "set_track_update", "alloc_slab_obj_exts", "alloc_slab_obj_ext", "alloc_tagging_slab_alloc_hook",
        "memcg_alloc_abort_single", "kvrealloc", "krealloc", "memdup_user", "kmemdup", "kstrdup", "mempool_alloc_slab", "mempool_alloc", "mempool_alloc_pages",
    ];

    private static readonly string[] s_prefixes =
    [
        "__alloc_pages", "alloc_pages", "__alloc_frozen_pages", "alloc_frozen_pages", "__folio_alloc", "folio_alloc", "vma_alloc_folio",
        // What records the stack itself.
        "trace_event_raw_event_", "__traceiter_", "trace_event_buffer_", "event_trigger",
        "kmem_cache_alloc", "__kmem_cache_alloc", "___slab_alloc", "__slab_alloc", "kmalloc", "__kmalloc", "___kmalloc", "__do_kmalloc",
        "kvmalloc", "__kvmalloc", "vmalloc", "__vmalloc", "vzalloc", "kzalloc",
    ];

    /// <summary>Whether a function only hands memory on.</summary>
    public static bool IsAllocator(ReadOnlySpan<byte> function)
    {
        if (function.IndexOf((byte)'.') is > 0 and int dot)
            function = function[..dot];
        if (function.EndsWith("_noprof"u8))
            function = function[..^"_noprof".Length];
        foreach (string name in s_names)
        {
            if (System.Text.Ascii.Equals(function, name))
                return true;
        }
        foreach (string prefix in s_prefixes)
        {
            if (function.Length >= prefix.Length && System.Text.Ascii.Equals(function[..prefix.Length], prefix))
                return true;
        }
        return false;
    }

    /// <summary>The first frame of a stack that is not the allocators'; the last frame where all are.</summary>
    public static SymbolText CallSite(ReadOnlySpan<byte> stack)
    {
        SymbolText last = default;
        foreach (ReadOnlySpan<byte> line in new Procfs.LineCursor(stack))
        {
            ReadOnlySpan<byte> text = line;
            SymbolText frame = SymbolText.Take(ref text);
            if (frame.Text.IsEmpty)
                continue;
            last = frame;
            if (!IsAllocator(frame.Function))
                return frame;
        }
        return last;
    }
}
