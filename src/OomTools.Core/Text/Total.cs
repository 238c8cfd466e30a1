namespace OomTools.Text;

/// <summary>Sums of amounts that a garbled log may have made absurd: they stop at the largest number instead of turning negative.</summary>
internal static class Total
{
    public static long Add(long sum, long amount)
    {
        long result = unchecked(sum + amount);
        // Both of one sign, and the result of the other: it went over the edge.
        return ((sum ^ result) & (amount ^ result)) < 0 ? (amount < 0 ? long.MinValue : long.MaxValue) : result;
    }

    public static TimeSpan? Add(TimeSpan? sum, TimeSpan? amount) =>
        amount is { } span ? new TimeSpan(Add(sum?.Ticks ?? 0, span.Ticks)) : sum;
}
