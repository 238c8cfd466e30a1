using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OomTools.Text;

/// <summary>
/// Columns of numbers, right-aligned between blanks. Looks at 64 bytes at once: where one column ends is then known without having
/// read the columns before it.
/// </summary>
internal static class NumberColumns
{
    private const int Width = 64;

    /// <summary>Reads as many numbers as there is room for. Gives where the last one ends, or -1 when there are fewer, or something else.</summary>
    public static int Read(ReadOnlySpan<byte> text, int at, Span<long> numbers)
    {
        int count = 0;
        while (count < numbers.Length && at < text.Length)
        {
            ulong words = NonBlanks(text, at);
            ulong starts = words & ~(words << 1);
            ulong ends = ~words & (words << 1);
            if (ends == 0)
            {
                // Blanks before a word that does not end here, or 64 of them; without any the word is too long for a number.
                int blanks = BitOperations.TrailingZeroCount(words);
                if (blanks == 0)
                    return -1;
                at += blanks;
                continue;
            }

            // A word that reaches into the next 64 bytes is left to the next round.
            int block = at;
            for (; ends != 0 && count < numbers.Length; starts &= starts - 1, ends &= ends - 1)
            {
                int start = block + BitOperations.TrailingZeroCount(starts);
                at = block + BitOperations.TrailingZeroCount(ends);
                if (EightBytes.TryNumber(text, start, at, out ulong number))
                    numbers[count++] = (long)number;
                else if (TryUnusual(text[start..at], out long unusual))
                    numbers[count++] = unusual;
                else
                    return -1;
            }
        }

        return count == numbers.Length ? at : -1;
    }

    /// <summary>A bit for each of the next 64 bytes that is no blank. Behind the end there are only blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NonBlanks(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length < Width)
            return NonBlanksOfShort(text[at..]);
        // The last 64 bytes hold some that were looked at before.
        int start = Math.Min(at, text.Length - Width);
        return NonBlanks(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start)) >> (at - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NonBlanks(ref byte origin) =>
        ~(Blanks(ref origin) | ((ulong)Blanks(ref Unsafe.Add(ref origin, Vector256<byte>.Count)) << Vector256<byte>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blanks(ref byte origin)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref origin);
        return (Vector256.Equals(bytes, Vector256.Create((byte)' ')) | Vector256.Equals(bytes, Vector256.Create((byte)'\t'))).ExtractMostSignificantBits();
    }

    private static ulong NonBlanksOfShort(ReadOnlySpan<byte> text)
    {
        Span<byte> whole = stackalloc byte[Width];
        whole.Fill((byte)' ');
        text.CopyTo(whole);
        return NonBlanks(ref MemoryMarshal.GetReference(whole));
    }

    /// <summary>Numbers below zero, and those of more than eight digits; a counter that went below zero is printed as a huge one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryUnusual(ReadOnlySpan<byte> word, out long value)
    {
        bool isNegative = word[0] == '-';
        word = isNegative ? word[1..] : word;
        int digits = EightBytes.ReadDigits(word, out ulong number);
        value = (long)Math.Min(number, long.MaxValue);
        value = isNegative ? -value : value;
        return digits > 0 && digits == word.Length;
    }
}
