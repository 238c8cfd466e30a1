using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OomTools.Text;

/// <summary>
/// Digits and blanks eight at a time. Columns of a log vary in width, so a loop over their bytes is mispredicted once a column,
/// which costs more than the bytes: here one word says where the run ends.
/// </summary>
internal static class EightBytes
{
    private const ulong Ones = 0x0101010101010101;

    /// <summary>How many blanks stand in front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountSpaces(ReadOnlySpan<byte> text)
    {
        if (text.Length < sizeof(ulong))
            return CountSpacesOneByOne(text, 0);
        ulong others = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ (Ones * ' ');
        return others != 0 ? BitOperations.TrailingZeroCount(others) >> 3 : CountSpacesOneByOne(text, sizeof(ulong));
    }

    /// <summary>How many digits stand in front, and their value; what is beyond an unsigned long is its largest value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadDigits(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.Length < sizeof(ulong))
            return ReadOneByOne(text, 0, ref value);

        // 0 to 9 once the digits' upper half is taken off; what is no digit keeps, or gets by adding 6, something there.
        ulong digits = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ (Ones * '0');
        ulong others = (digits | (digits + (Ones * 6))) & (Ones * 0xf0);
        if (others == 0)
        {
            value = Value(digits);
            return ReadOneByOne(text, sizeof(ulong), ref value);
        }

        int bits = BitOperations.TrailingZeroCount(others) & ~7;
        // By two steps: a shift by 64 would be one by nothing.
        value = Value(digits << 1 << (63 - bits));
        return bits >> 3;
    }

    /// <summary>The number that the first 1 to 8 bytes are, if all are digits, else 0; there must be eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFirst(ReadOnlySpan<byte> text, int count, out int value)
    {
        // What stands behind goes, and leading zeros come.
        ulong digits = (BinaryPrimitives.ReadUInt64LittleEndian(text) ^ (Ones * '0')) << ((sizeof(ulong) - count) * 8);
        bool areDigits = AreDigits(digits);
        value = areDigits ? (int)Value(digits) : 0;
        return areDigits;
    }

    /// <summary>The number of 1 to 8 digits that stand from start to end. False for what is something else, longer, or among the first bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNumber(ReadOnlySpan<byte> text, int start, int end, out ulong value)
    {
        value = 0;
        if (end - start > sizeof(ulong) || end < sizeof(ulong))
            return false;
        // What stands before the number becomes leading zeros.
        int others = (sizeof(ulong) - (end - start)) * 8;
        ulong digits = (BinaryPrimitives.ReadUInt64LittleEndian(text[(end - sizeof(ulong))..]) ^ (Ones * '0')) >> others << others;
        value = Value(digits);
        return AreDigits(digits);
    }

    /// <summary>Whether all are 0 to 9: what was no digit keeps, or gets by adding 6, something in its upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(ulong digits) => ((digits | (digits + (Ones * 6))) & (Ones * 0xf0)) == 0;

    /// <summary>The number that eight digits are, the first of them in the lowest byte: neighbours are joined, three times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Value(ulong digits)
    {
        const ulong Fours = 0x000000FF000000FF;
        ulong pairs = (digits * 10) + (digits >> 8);
        return (((pairs & Fours) * (100 + (1000000UL << 32))) + (((pairs >> 16) & Fours) * (1 + (10000UL << 32)))) >> 32;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadOneByOne(ReadOnlySpan<byte> text, int at, ref ulong value)
    {
        const ulong Most = (ulong.MaxValue - 9) / 10;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            value = value > Most ? ulong.MaxValue : (value * 10) + (uint)(text[at] - '0');
        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CountSpacesOneByOne(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        return at;
    }
}
