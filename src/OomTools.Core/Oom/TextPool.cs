using System.Buffers.Binary;
using System.Text;

namespace OomTools.Oom;

/// <summary>
/// Strings for the names that reports repeat: tasks, functions, zones, caches. A table of fixed size in which a new
/// name takes the place of an old one, so memory stays bounded whatever the log says.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 2048;

    // 2^64 divided by the golden ratio: spreads neighbouring values over the upper bits.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // Two words hold it: task names have at most 15 bytes.
    private const int MaxShort = 2 * sizeof(ulong);

    // Longer texts are paths and sentences, which seldom repeat.
    private const int MaxLength = 48;

    private readonly Short[] _short = new Short[Slots];
    private readonly string?[] _long = new string?[Slots];

    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.Length is > 0 and <= MaxShort)
        {
            return GetShort(text);
        }

        if (text.IsEmpty)
        {
            return "";
        }

        if (text.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(text);
        }

        ref string? slot = ref _long[Slot(text)];
        if (slot is not null && slot.Length == text.Length && Ascii.Equals(text, slot))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(text);
    }

    private string GetShort(ReadOnlySpan<byte> text)
    {
        // The words overlap; with the length they say every byte.
        ulong first, last;
        if (text.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(text);
            last = BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]);
        }
        else if (text.Length >= sizeof(uint))
        {
            first = BinaryPrimitives.ReadUInt32LittleEndian(text);
            last = BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]);
        }
        else
        {
            first = text[0] | (ulong)text[text.Length / 2] << 8;
            last = text[^1];
        }

        ulong hash = (first ^ (ulong)text.Length) * Multiplier;
        hash = (hash ^ hash >> 29 ^ last) * Multiplier;
        ref Short slot = ref _short[(int)(hash >> 40) & (Slots - 1)];
        if (slot.First != first || slot.Last != last || slot.Length != text.Length)
        {
            slot = new Short(first, last, text.Length, Encoding.UTF8.GetString(text));
        }

        return slot.Text;
    }

    /// <summary>Eight bytes at a time.</summary>
    private static int Slot(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length;
        while (text.Length >= sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * Multiplier;
            hash ^= hash >> 29;
            text = text[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (byte b in text)
        {
            rest = rest << 8 | b;
        }

        hash = (hash ^ rest) * Multiplier;
        return (int)(hash >> 40) & (Slots - 1);
    }

    private readonly record struct Short(ulong First, ulong Last, int Length, string Text);
}
