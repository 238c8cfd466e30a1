namespace OomTools;

/// <summary>A ratio of vmstat counters, over the time between two readings or since boot.</summary>
public sealed class VmRatio
{
    /// <summary>What it is: ReclaimEfficiency, DirectReclaimShare, CompactionSuccess …</summary>
    public string Name { get; internal init; } = "";

    /// <summary><see cref="Numerator"/> / <see cref="Denominator"/>; null where nothing of the kind happened.</summary>
    public double? Value { get; internal init; }

    /// <summary>Events above the line.</summary>
    public long Numerator { get; internal init; }

    /// <summary>Events below the line; seconds for a rate.</summary>
    public double Denominator { get; internal init; }

    /// <summary>What the counters are and what the value tells.</summary>
    public string Meaning { get; internal init; } = "";

    /// <summary>When the counters were read (UTC); null for the ratio since boot.</summary>
    public DateTime? Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
