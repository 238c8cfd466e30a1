namespace OomTools;

/// <summary>How the memory of a call site was found.</summary>
// 64 bits: ConvertTo-Json writes such an enumeration by its names.
public enum AllocationSiteMethod : long
{
    /// <summary>The kernel counts every allocation: <c>/proc/allocinfo</c>, or "Memory allocations" of an OOM report. Since 6.10.</summary>
    AllocInfo,

    /// <summary>SLUB remembers who took each object of the traced caches (boot option <c>slab_debug=U</c>): objects, not pages.</summary>
    SlabTraces,

    /// <summary>The page allocator remembers who took each page (boot option <c>page_owner=on</c>): pages, not objects.</summary>
    PageOwner,

    /// <summary>Allocations and frees were watched for a while: what was taken in that time and not given back.</summary>
    Sampling,
}
