namespace OomTools.Analysis;

/// <summary>
/// "Memory allocations" by what they say about the kernel's memory. Slab pages are counted where the slab allocator takes
/// them and again where its callers take the objects, and user pages where the fault handler takes them: such carriers
/// name no culprit and are left out.
/// </summary>
internal readonly record struct SiteShares
{
    /// <summary>The kernel prints ten; a garbled log must not make the sums quadratic.</summary>
    private const int MaximumSites = 64;

    /// <summary>The largest site that is neither user memory nor an allocator working for others.</summary>
    public AllocationSite? Largest { get; private init; }

    /// <summary>The kernel module whose sites hold most; null when none is a module's.</summary>
    public string? Module { get; private init; }

    /// <summary>Bytes of all sites of <see cref="Module"/>.</summary>
    public long ModuleBytes { get; private init; }

    /// <summary>Bytes of vmalloc sites.</summary>
    public long Vmalloc { get; private init; }

    /// <summary>The largest vmalloc site.</summary>
    public AllocationSite? LargestVmalloc { get; private init; }

    /// <summary>Bytes of per-CPU sites.</summary>
    public long Percpu { get; private init; }

    /// <summary>Reads the sites, which the log lists largest first.</summary>
    public static SiteShares Of(AllocationSite[] sites)
    {
        var shares = default(SiteShares);
        foreach (AllocationSite site in sites.AsSpan(0, Math.Min(sites.Length, MaximumSites)))
        {
            if (site.Bytes <= 0)
                continue;
            if (shares.Largest is null && !IsCarrier(site.Function))
                shares = shares with { Largest = site };
            if (site.Module is not null && site.Module != shares.Module)
            {
                long ofModule = SumOf(site.Module, sites);
                if (ofModule > shares.ModuleBytes)
                    shares = shares with { Module = site.Module, ModuleBytes = ofModule };
            }

            if (Contains(site.Function, "vmalloc"))
                shares = shares with { Vmalloc = shares.Vmalloc + site.Bytes, LargestVmalloc = shares.LargestVmalloc ?? site };
            else if (Contains(site.Function, "pcpu") || Contains(site.Function, "percpu"))
                shares = shares with { Percpu = shares.Percpu + site.Bytes };
        }

        return shares;
    }

    private static long SumOf(string module, AllocationSite[] sites)
    {
        long sum = 0;
        foreach (AllocationSite site in sites.AsSpan(0, Math.Min(sites.Length, MaximumSites)))
            sum = site.Module == module ? unchecked(sum + site.Bytes) : sum;
        return sum;
    }

    private static bool Contains(string? text, string part) => text is not null && text.Contains(part, StringComparison.Ordinal);

    /// <summary>Functions that take pages for slab, user memory, page tables or per-CPU memory, by the names of 6.10 to 7.3.</summary>
    private static bool IsCarrier(string? function) => function is null
        or "alloc_slab_page" or "alloc_slab_obj_exts" or "___kmalloc_large_node"
        or "folio_prealloc" or "alloc_anon_folio" or "vma_alloc_anon_folio_pmd" or "wp_page_copy" or "do_anonymous_page"
        or "__do_huge_pmd_anonymous_page" or "shmem_alloc_folio" or "shmem_alloc_hugefolio" or "__filemap_get_folio"
        or "filemap_alloc_folio" or "page_cache_ra_unbounded" or "page_cache_ra_order" or "ra_alloc_folio"
        or "__read_swap_cache_async" or "swap_cache_alloc_folio" or "alloc_swap_folio" or "pte_alloc_one" or "__pmd_alloc_one"
        or "pcpu_mem_zalloc" or "pcpu_alloc_pages";
}
