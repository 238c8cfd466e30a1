using System.Buffers.Binary;
using System.Text;

namespace OomTools.Oom;

/// <summary>
/// Strings for the names that reports repeat: tasks, functions, zones, caches. A table of fixed size in which a new
/// name takes the place of an old one, so memory stays bounded whatever the log says.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;

    // 2^64 divided by the golden ratio: spreads neighbouring values over the upper bits.
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    // Longer texts are paths and sentences, which seldom repeat.
    private const int MaxLength = 48;

    private readonly string?[] _slots = new string?[Slots];

    public string Get(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        if (text.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(text);
        }

        ref string? slot = ref _slots[Slot(text)];
        if (slot is not null && slot.Length == text.Length && Ascii.Equals(text, slot))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(text);
    }

    /// <summary>Eight bytes at a time: names are short, and this runs for each row of each table.</summary>
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
}
