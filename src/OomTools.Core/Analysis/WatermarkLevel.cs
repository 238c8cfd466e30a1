namespace OomTools.Analysis;

/// <summary>Which watermark of a zone a request must leave untouched.</summary>
internal enum WatermarkLevel
{
    /// <summary>The slow path, after kswapd was woken.</summary>
    Min = 0,

    /// <summary>The fast path.</summary>
    Low,

    /// <summary>The last attempt before the OOM killer.</summary>
    High,
}
