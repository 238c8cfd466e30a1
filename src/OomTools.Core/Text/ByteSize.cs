using System.Globalization;
using System.Numerics;

namespace OomTools.Text;

/// <summary>Amounts for people: "56.1 MiB", "68 %". Invariant culture, binary units.</summary>
internal static class ByteSize
{
    /// <summary>Room for any amount or share.</summary>
    public const int MaximumLength = 32;

    /// <summary>From this on a size needs no decimal: three digits are what a reader compares.</summary>
    private const double NoDecimals = 99.95;

    private const double Step = 1024;

    /// <summary>Ten times as much is exact in a double: up to here integers give the same.</summary>
    private const long LargestExact = 1L << 49;

    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>An amount of bytes: up to three digits (four just below the next unit), "1.2 GiB", "204 MiB", "512 B".</summary>
    public static string Format(long bytes)
    {
        Span<char> text = stackalloc char[MaximumLength];
        int length = Write(bytes, text, out string unit);
        return string.Concat(text[..length], " ", unit);
    }

    /// <summary>A share, 0 to 1, in percent: "68 %"; what rounds to nothing but is not nothing is "&lt;1 %".</summary>
    public static string FormatShare(double share)
    {
        Span<char> text = stackalloc char[MaximumLength];
        return string.Concat(text[..WriteShare(share, text)], " %");
    }

    /// <summary>Writes the number only; the unit comes apart, so that "138 of 204 MiB" need not say it twice. Integer arithmetic: a report has dozens of sizes.</summary>
    internal static int Write(long bytes, Span<char> target, out string unit)
    {
        long tenths = Tenths(bytes, out unit);
        (long whole, long tenth) = Math.DivRem(Math.Abs(tenths), 10);
        int sign = tenths < 0 ? 1 : 0;
        if (sign > 0)
            target[0] = '-';

        int length = sign;
        if (whole < 10)
            target[length++] = (char)('0' + whole);
        else
            length += WriteWhole((int)whole, target[sign..]);
        if (tenth > 0)
        {
            target[length++] = '.';
            target[length++] = (char)('0' + tenth);
        }

        return length;
    }

    /// <summary>Writes the percentage without its sign.</summary>
    internal static int WriteShare(double share, Span<char> target)
    {
        if (share is > 0 and < 0.005)
        {
            "<1".CopyTo(target);
            return 2;
        }

        // Garbled counters give absurd shares, which must not overflow.
        int percent = double.IsNaN(share) ? 0 : (int)Math.Clamp(Math.Round(share * 100, MidpointRounding.AwayFromZero), -9999, 9999);
        _ = percent.TryFormat(target, out int length, provider: CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>Part of a whole, 0 when there is no whole.</summary>
    public static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;

    /// <summary>The unit of an amount.</summary>
    internal static string UnitOf(long bytes)
    {
        _ = Tenths(bytes, out string unit);
        return unit;
    }

    private static int WriteWhole(int whole, Span<char> target)
    {
        _ = whole.TryFormat(target, out int length, provider: CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>The amount in tenths of its unit, halves away from zero; a multiple of ten where a decimal would say nothing.</summary>
    private static long Tenths(long bytes, out string unit)
    {
        if (bytes is < 0 or > LargestExact)
            return LargeTenths(bytes, out unit);

        // From 1023.5 on the next unit. A unit has ten bits.
        int index = (BitOperations.Log2((ulong)bytes | 1) * 52) >> 9;
        if (bytes << 1 >= 2047L << (10 * index))
            index++;
        unit = s_units[index];
        if (index == 0)
            return bytes * 10;
        int bits = 10 * index;
        long half = 1L << (bits - 1);
        return bytes >= NoDecimals * (1L << bits) ? ((bytes + half) >> bits) * 10 : ((bytes * 10) + half) >> bits;
    }

    private static long LargeTenths(long bytes, out string unit)
    {
        double value = bytes;
        int index = 0;
        while (index < s_units.Length - 1 && Math.Abs(value) >= Step - 0.5)
        {
            value /= Step;
            index++;
        }

        unit = s_units[index];
        return index == 0 || Math.Abs(value) >= NoDecimals
            ? (long)Math.Round(value, MidpointRounding.AwayFromZero) * 10
            : (long)Math.Round(value * 10, MidpointRounding.AwayFromZero);
    }
}
