namespace OomTools.Procfs;

/// <summary>Numbers as the kernel prints them: decimal, without separators, independent of any culture.</summary>
internal static class KernelNumber
{
    /// <summary>
    /// Parses a whole field. Unsigned values beyond <see cref="long.MaxValue"/> wrap: they are gauges that were
    /// negative for a moment and were printed unsigned.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        bool negative = field.Length > 0 && field[0] == '-';
        if (negative)
            field = field[1..];
        if (field.IsEmpty || field.Length > 20)
            return false;
        ulong sum = 0;
        foreach (byte character in field)
        {
            uint digit = (uint)(character - '0');
            if (digit > 9 || sum > (ulong.MaxValue - digit) / 10)
                return false;
            sum = (sum * 10) + digit;
        }
        value = negative ? unchecked(-(long)sum) : unchecked((long)sum);
        return true;
    }

    /// <summary>Parses the digits that a text begins with; what follows them is left over.</summary>
    public static bool TryParsePrefix(ReadOnlySpan<byte> text, out long value)
    {
        int end = 0;
        while (end < text.Length && (uint)(text[end] - '0') <= 9)
            end++;
        return TryParse(text[..end], out value);
    }

    /// <summary>
    /// Pages, kilobytes or products of counts as bytes. A hostile file may name any number: saturates instead of
    /// wrapping around.
    /// </summary>
    public static long Multiply(long count, long size)
    {
        long high = Math.BigMul(count, size, out long low);
        if (high == 0 && low >= 0 || high == -1 && low < 0)
            return low;
        return high < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>Adds without wrapping around.</summary>
    public static long Add(long left, long right)
    {
        long sum = unchecked(left + right);
        if (((left ^ sum) & (right ^ sum)) >= 0)
            return sum;
        return left < 0 ? long.MinValue : long.MaxValue;
    }
}
