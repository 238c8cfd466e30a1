using System.Globalization;
using System.Text;

namespace OomTools.Text;

/// <summary>
/// Names that others chose (tasks, cgroups, caches, lines of a log), made fit for a sentence or a terminal: what could
/// move the cursor, change colours, reverse or hide text becomes <c>?</c>, and the length is bounded.
/// </summary>
internal static class SafeText
{
    /// <summary>Task names have at most 15 bytes; cgroup paths of containers about 200. What is longer is cut.</summary>
    public const int DefaultLength = 100;

    /// <summary>Stands for what was replaced.</summary>
    private const char Replacement = '?';

    /// <summary>Stands for what was cut off.</summary>
    private const char Ellipsis = '…';

    /// <summary>The text if it is harmless, else a cleaned copy. Null gives "".</summary>
    public static string Clean(string? text, int maximumLength = DefaultLength)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= maximumLength && IsPlain(text))
        {
            return text;
        }

        var cleaned = new StringBuilder(Math.Min(text.Length, Math.Max(0, maximumLength)) + 1);
        Append(cleaned, text, maximumLength);
        return cleaned.ToString();
    }

    /// <summary>Appends the text, cleaned.</summary>
    public static void Append(StringBuilder target, ReadOnlySpan<char> text, int maximumLength = DefaultLength)
    {
        bool cut = text.Length > maximumLength;
        if (cut)
        {
            text = text[..Math.Max(0, maximumLength)];
        }

        int plain = text.IndexOfAnyExceptInRange(' ', '~');
        target.Append(plain < 0 ? text : text[..plain]);
        if (plain >= 0)
            AppendSlowly(target, text[plain..]);

        if (cut)
            target.Append(Ellipsis);
    }

    private static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange(' ', '~') < 0;

    private static void AppendSlowly(StringBuilder target, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            // An unpaired surrogate decodes to U+FFFD with a status of its own.
            bool valid = Rune.DecodeFromUtf16(text, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (valid && IsHarmless(rune))
                target.Append(text[..length]);
            else
                target.Append(Replacement);

            text = text[Math.Max(1, length)..];
        }
    }

    /// <summary>Control: C0, DEL, C1. Format: bidi controls, zero width, tags, soft hyphen.</summary>
    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
