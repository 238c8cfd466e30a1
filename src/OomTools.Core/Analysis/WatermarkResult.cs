namespace OomTools.Analysis;

/// <summary>Why a zone could not serve a request.</summary>
internal enum WatermarkVerdict
{
    /// <summary>A term of the check is not in the log.</summary>
    Unknown = 0,

    /// <summary>It could.</summary>
    Passes,

    /// <summary>The request may not use the zone.</summary>
    NotAllowed,

    /// <summary>Too little is free, even for a single page.</summary>
    Short,

    /// <summary>A single page would be given, but no usable block of the order is free.</summary>
    Fragmented,
}

/// <summary>The watermark check of one zone with every term; sizes are bytes.</summary>
internal readonly record struct WatermarkResult
{
    /// <summary>The zone checked.</summary>
    public MemoryZone Zone { get; init; }

    /// <summary>The outcome.</summary>
    public WatermarkVerdict Verdict { get; init; }

    /// <summary>Free bytes that count for this request: without CMA and high-atomic blocks it may not use, and without the request itself but its first page.</summary>
    public long Usable { get; init; }

    /// <summary>Free bytes that do not count because they are kept for high-order atomic requests.</summary>
    public long HighAtomic { get; init; }

    /// <summary>Free bytes that do not count because they are in CMA.</summary>
    public long Cma { get; init; }

    /// <summary>The boost that the watermark has for this request; an urgent one may ignore it.</summary>
    public long Boost { get; init; }

    /// <summary>The watermark, lowered by what the request may take of it.</summary>
    public long Mark { get; init; }

    /// <summary>What a request that could use a higher zone must leave here.</summary>
    public long LowmemReserve { get; init; }

    /// <summary>What <see cref="Usable"/> must exceed.</summary>
    public long Needs => unchecked(Mark + LowmemReserve);
}
