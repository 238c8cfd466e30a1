namespace OomTools.Oom;

/// <summary>
/// What a request allowed the kernel to do. Printed names are trusted; a bare number is decoded for the log's kernel
/// (el6 to el9 included), without a release by what makes sense. Every answer is null when the log says neither.
/// </summary>
internal readonly struct GfpMask
{
    private readonly GfpFlag? _flags;

    private GfpMask(GfpFlag? flags, string? names)
    {
        _flags = flags;
        Names = names;
    }

    /// <summary>The names: as printed, or decoded from the number; null when there is neither.</summary>
    public string? Names { get; }

    /// <summary>The request may reclaim itself (shrinkers, direct reclaim, compaction): it may sleep.</summary>
    public bool? MayDirectReclaim => Has(GfpFlag.DirectReclaim);

    /// <summary>The request wakes kswapd.</summary>
    public bool? MayWakeKswapd => Has(GfpFlag.KswapdReclaim);

    /// <summary>May go below the min watermark (__GFP_HIGH, part of GFP_ATOMIC).</summary>
    public bool? IsHigh => Has(GfpFlag.High);

    /// <summary>May be placed in the Movable zone and in CMA.</summary>
    public bool? IsMovable => Has(GfpFlag.Movable);

    /// <summary>Reclaim for it may start I/O.</summary>
    public bool? MayIo => Has(GfpFlag.Io);

    /// <summary>Reclaim for it may call into file systems: without it dentries and inodes cannot shrink, and no global OOM kill follows.</summary>
    public bool? MayFs => Has(GfpFlag.Fs);

    /// <summary>Gives up early; its caller copes.</summary>
    public bool? NoRetry => Has(GfpFlag.NoRetry);

    /// <summary>Tries hard, then fails rather than calls the OOM killer (__GFP_RETRY_MAYFAIL, __GFP_REPEAT before 4.13).</summary>
    public bool? RetryMayFail => Has(GfpFlag.RetryMayFail);

    /// <summary>Never fails.</summary>
    public bool? NoFail => Has(GfpFlag.NoFail);

    /// <summary>May use all reserves: it will free more than it takes (__GFP_MEMALLOC).</summary>
    public bool? IsMemAlloc => Has(GfpFlag.MemAlloc);

    /// <summary>Shall not use reserves (__GFP_NOMEMALLOC); counts more than <see cref="IsMemAlloc"/>.</summary>
    public bool? IsNoMemAlloc => Has(GfpFlag.NoMemAlloc);

    /// <summary>From one NUMA node only.</summary>
    public bool? IsThisNode => Has(GfpFlag.ThisNode);

    /// <summary>From zone DMA only.</summary>
    public bool? IsDma => Has(GfpFlag.Dma);

    /// <summary>From zone DMA32 and below.</summary>
    public bool? IsDma32 => Has(GfpFlag.Dma32);

    /// <summary>May come from zone HighMem, where there is one.</summary>
    public bool? IsHighMem => Has(GfpFlag.HighMem);

    /// <summary>Made for user space: __GFP_HARDWALL, which GFP_USER, GFP_HIGHUSER and GFP_HIGHUSER_MOVABLE contain.</summary>
    public bool? IsUser => Has(GfpFlag.HardWall);

    /// <summary>Decodes a mask.</summary>
    /// <param name="mask">The number printed.</param>
    /// <param name="flags">The names printed behind it (4.6 and later).</param>
    /// <param name="kernelVersion">The log's kernel release; decides what the bits of a bare number mean.</param>
    public static GfpMask Parse(ulong? mask, string? flags, string? kernelVersion)
    {
        if (flags is not null && GfpNames.TryRead(flags, out GfpFlag named))
        {
            return new GfpMask(named, flags);
        }

        if (mask is not ulong number)
        {
            return new GfpMask(null, flags);
        }

        GfpBitTable table = GfpBitTable.For(kernelVersion, number);
        GfpFlag decoded = table.Normalize(table.Decode(number, out _));
        return new GfpMask(decoded, flags ?? GfpNames.Write(table, number));
    }

    private bool? Has(GfpFlag flag) => _flags is GfpFlag flags ? (flags & flag) != 0 : null;
}
