namespace OomTools.Analysis;

/// <summary>One amount on both sides of a comparison.</summary>
internal readonly record struct AmountDifference(DifferenceArea Area, string Name, long? Reference, long? Difference, bool IsBytes)
{
    /// <summary>How much more the other side has; null where one side does not say.</summary>
    public long? Delta => Reference is { } reference && Difference is { } difference ? Subtract(difference, reference) : null;

    /// <summary>The other side as a multiple of the reference; null where that is nothing or not known.</summary>
    public double? Ratio => Reference is { } reference and not 0 && Difference is { } difference ? (double)difference / reference : null;

    /// <summary>What the rows are ordered by: the size of the change; where one side does not say, the size of the other.</summary>
    public ulong Magnitude => Size(Delta ?? Difference ?? Reference ?? 0);

    private static ulong Size(long value) => value < 0 ? unchecked((ulong)-(value + 1)) + 1 : (ulong)value;

    private static long Subtract(long left, long right) => (long)Int128.Clamp((Int128)left - right, long.MinValue, long.MaxValue);
}
