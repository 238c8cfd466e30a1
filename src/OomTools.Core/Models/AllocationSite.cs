namespace OomTools;

/// <summary>
/// Memory by the place in the kernel that allocated it. Source: <c>/proc/allocinfo</c> and OOM reports (since 6.10 with
/// CONFIG_MEM_ALLOC_PROFILING), else what <see cref="Method"/> says.
/// </summary>
public sealed class AllocationSite
{
    /// <summary>Bytes held; since 6.12 the log prints them with three digits only.</summary>
    public long Bytes { get; internal init; }

    /// <summary>Allocations held; with <see cref="AllocationSiteMethod.PageOwner"/> pages, which is what the kernel sums up there.</summary>
    public long Calls { get; internal init; }

    /// <summary>Source file; null where only the function is known (all but <see cref="AllocationSiteMethod.AllocInfo"/>).</summary>
    public string? File { get; internal init; }

    /// <summary>Line in the source file; null where only the function is known.</summary>
    public int? Line { get; internal init; }

    /// <summary>Function.</summary>
    public string Function { get; internal init; } = "";

    /// <summary>Kernel module; null for the kernel itself.</summary>
    public string? Module { get; internal init; }

    /// <summary>
    /// True for pages whose content other sites count again: those of the slab allocator, the objects of which belong to
    /// their callers' sites, and those of per-CPU chunks. Leave these sites out of a sum.
    /// </summary>
    public bool IsOverlap { get; internal init; }

    /// <summary>
    /// False where the kernel says that it missed allocations (<c>accurate:no</c>, since 6.18): <see cref="Bytes"/> is a lower bound.
    /// </summary>
    public bool IsAccurate { get; internal init; } = true;

    /// <summary>Part of the memory of all sites that were read, overlaps left out, 0 to 1; null for an overlap and in a report.</summary>
    public double? Share { get; internal init; }

    /// <summary>Growth of <see cref="Bytes"/> since the reading before; null without one.</summary>
    public long? Delta { get; internal init; }

    /// <summary>Growth in bytes per second since the reading before; null without one.</summary>
    public double? Rate { get; internal init; }

    /// <summary>
    /// Bytes that were allocated while it was watched, given back or not: what the place costs, where <see cref="Bytes"/> is what it keeps.
    /// Only of <see cref="AllocationSiteMethod.Sampling"/>. The kernel adds up slab objects itself (hist triggers, since 4.7 with
    /// CONFIG_HIST_TRIGGERS), so that lost events are not missing here; without that, and of pages, it is what was seen.
    /// </summary>
    public long? Taken { get; internal init; }

    /// <summary>Allocations that <see cref="Taken"/> sums up.</summary>
    public long? TakenCalls { get; internal init; }

    /// <summary>When it was read (UTC); only where it is compared with a reading before.</summary>
    public DateTime? Time { get; internal init; }

    /// <summary>How it was found.</summary>
    public AllocationSiteMethod Method { get; internal init; }

    /// <summary>Slab cache of the objects, where the method tells.</summary>
    public string? CacheName { get; internal init; }

    /// <summary>The place in the code as the kernel prints it, <c>sk_prot_alloc+0x30/0x110</c>; null where it gives file and line.</summary>
    public string? Symbol { get; internal init; }

    /// <summary>Functions from the allocation outwards, of the callers that hold most; empty where the method has none.</summary>
    public string[] CallTrace { get; internal init; } = [];

    /// <inheritdoc/>
    public override string ToString() => File is null ? Symbol ?? Function : $"{File}:{Line} {Function}";
}
