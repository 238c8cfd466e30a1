using System.Text;

namespace OomTools.Oom;

/// <summary>
/// Strings for the names that reports repeat: tasks, functions, zones, caches. A table of fixed size in which a new
/// name takes the place of an old one, so memory stays bounded whatever the log says.
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 4096;

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

        uint hash = 2166136261;
        foreach (byte b in text)
        {
            hash = (hash ^ b) * 16777619;
        }

        ref string? slot = ref _slots[(hash ^ hash >> 15) & (Slots - 1)];
        if (slot is not null && slot.Length == text.Length && Ascii.Equals(text, slot))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(text);
    }
}
