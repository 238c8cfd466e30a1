namespace OomTools.Analysis;

/// <summary>The kernel's own memory by kind, each byte once.</summary>
internal readonly record struct KernelParts
{
    public long? MiscReclaimable { get; private init; }

    public long? Vmalloc { get; private init; }

    public long? Compressed { get; private init; }

    public long? Gpu { get; private init; }

    /// <summary>Bounce buffers and broken pages.</summary>
    public long Other { get; private init; }

    /// <summary>All of it.</summary>
    public long Sum { get; private init; }

    /// <param name="info">The machine's meminfo.</param>
    /// <param name="zspages"><c>nr_zspages</c> in bytes: the pool of zsmalloc, which zswap and zram share.</param>
    public static KernelParts Of(MemInfo info, long? zspages)
    {
        long slab = info.SReclaimable is { } reclaimable && info.SUnreclaim is { } unreclaimable ? reclaimable + unreclaimable : info.Slab ?? 0;
        long? misc = info.KReclaimable - info.SReclaimable is { } rest ? Math.Max(0, rest) : null;
        long? vmalloc = VmallocWithoutStacks(info);
        long? compressed = Max(zspages, info.Zswap);
        long? gpu = info.GpuActive + info.GpuReclaim;
        long other = (info.Bounce ?? 0) + (info.HardwareCorrupted ?? 0);
        return new KernelParts
        {
            MiscReclaimable = misc,
            Vmalloc = vmalloc,
            Compressed = compressed,
            Gpu = gpu,
            Other = other,
            Sum = slab + (misc ?? 0) + (info.KernelStack ?? 0) + (info.PageTables ?? 0) + (info.SecPageTables ?? 0)
                + (info.Percpu ?? 0) + (vmalloc ?? 0) + (compressed ?? 0) + (gpu ?? 0) + other,
        };
    }

    /// <summary>
    /// VmallocUsed counts memory since 5.3: it was a constant 0 from 4.4 on, and address space before. KReclaimable came
    /// between (4.20), so without it the number is of the old kind. Stacks are in vmalloc (CONFIG_VMAP_STACK, the default
    /// where it exists) and have a counter of their own.
    /// </summary>
    private static long? VmallocWithoutStacks(MemInfo info) => info is { VmallocUsed: > 0 and { } used, KReclaimable: not null }
        ? Math.Max(0, used - (info.KernelStack ?? 0))
        : null;

    // zswap's pool may be another allocator's (zbud, z3fold up to 6.14), which nr_zspages does not count.
    private static long? Max(long? left, long? right) => left is { } a && right is { } b ? Math.Max(a, b) : left ?? right;
}
