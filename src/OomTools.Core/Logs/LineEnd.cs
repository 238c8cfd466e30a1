using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OomTools.Logs;

/// <summary>Finds the end of a line and what kinds of bytes come before it, in one pass.</summary>
internal static class LineEnd
{
    /// <summary>Where the line feed is, or -1; the traits are those of the bytes before it.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, out LineTraits traits)
    {
        if (bytes.Length < Vector256<byte>.Count)
            return FindOneByOne(bytes, out traits);

        ref byte origin = ref MemoryMarshal.GetReference(bytes);
        Vector256<byte> controls = Vector256<byte>.Zero;
        Vector256<byte> marks = Vector256<byte>.Zero;
        Vector256<byte> all = Vector256<byte>.Zero;
        int last = bytes.Length - Vector256<byte>.Count;
        for (int at = 0; ; at = Math.Min(at + Vector256<byte>.Count, last))
        {
            Vector256<byte> block = Vector256.LoadUnsafe(ref origin, (nuint)at);
            uint feeds = Vector256.Equals(block, Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
            if (feeds != 0)
            {
                // What stands behind the line feed is the next line's.
                uint before = (feeds & (0 - feeds)) - 1;
                traits = Of(
                    controls.ExtractMostSignificantBits() | (Controls(block).ExtractMostSignificantBits() & before),
                    marks.ExtractMostSignificantBits() | (Marks(block).ExtractMostSignificantBits() & before),
                    all.ExtractMostSignificantBits() | (block.ExtractMostSignificantBits() & before));
                return at + BitOperations.TrailingZeroCount(feeds);
            }

            controls |= Controls(block);
            marks |= Marks(block);
            all |= block;
            if (at == last)
                break;
        }

        traits = Of(controls.ExtractMostSignificantBits(), marks.ExtractMostSignificantBits(), all.ExtractMostSignificantBits());
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Controls(Vector256<byte> block) => Vector256.AndNot(
        Vector256.Equals(Vector256.Min(block, Vector256.Create((byte)0x1f)), block),
        Vector256.Equals(block, Vector256.Create((byte)'\t')));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Marks(Vector256<byte> block) =>
        Vector256.Equals(block, Vector256.Create((byte)'\\')) | Vector256.Equals(block, Vector256.Create((byte)'#'));

    private static LineTraits Of(uint controls, uint marks, uint high) =>
        (controls != 0 ? LineTraits.Control : 0) | (marks != 0 ? LineTraits.Mark : 0) | (high != 0 ? LineTraits.NonAscii : 0);

    private static int FindOneByOne(ReadOnlySpan<byte> bytes, out LineTraits traits)
    {
        traits = LineTraits.None;
        for (int at = 0; at < bytes.Length; at++)
        {
            switch (bytes[at])
            {
                case (byte)'\n':
                    return at;
                case (byte)'\\' or (byte)'#':
                    traits |= LineTraits.Mark;
                    break;
                case < 0x20 and not (byte)'\t':
                    traits |= LineTraits.Control;
                    break;
                case > 0x7f:
                    traits |= LineTraits.NonAscii;
                    break;
            }
        }

        return -1;
    }
}
