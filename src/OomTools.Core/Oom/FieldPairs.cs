namespace OomTools.Oom;

/// <summary>
/// The pairs of node, zone and Mem-Info lines: <c>name:12kB</c>, <c>name: 12kB</c> (4.8 to 6.5), <c>isolated(anon):0kB</c>,
/// <c>reserved_highatomic:0KB</c>, <c>name:12</c>. Known names are kept, others passed over.
/// </summary>
internal static class FieldPairs
{
    /// <summary>
    /// Reads pairs up to the line's end; true when at least one was known. A value with kB behind it is multiplied with
    /// the unit given, one without stays as it is.
    /// </summary>
    public static bool Read(ReadOnlySpan<byte> text, NameTable names, FieldValues values, long kilobyteUnit)
    {
        bool any = false;
        var cursor = new FieldCursor(text);
        while (true)
        {
            cursor.SkipSpaces();
            ReadOnlySpan<byte> rest = cursor.Rest;
            int end = rest.IndexOfAny((byte)':', (byte)' ');
            if (end <= 0)
            {
                return any;
            }

            cursor.Skip(end + 1);
            if (rest[end] != ':')
            {
                continue;
            }

            cursor.SkipSpaces();
            if (cursor.TryReadLong(out long value))
            {
                int field = names.Find(rest[..end]);
                bool kilobytes = cursor.TrySkip("kB"u8) || cursor.TrySkip("KB"u8);
                if (field >= 0)
                {
                    values.Set(field, kilobytes ? FieldValues.Scale(value, kilobyteUnit) : value);
                    any = true;
                }

                // Whatever else hangs on the value ("#012" where the container's escape was left in).
                _ = cursor.ReadWord();
            }
        }
    }

    /// <summary>A line of pairs of kilobytes without a name in front: the rest of one that was broken. Mem-Info's own pairs are pages.</summary>
    public static bool IsRest(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        int colon = text.IndexOf((byte)':');
        if (colon is <= 0 or >= 24 || text[0] is not (>= (byte)'a' and <= (byte)'z'))
        {
            return false;
        }

        // The first value has its unit, and no blank stands before it but one.
        var cursor = new FieldCursor(text[(colon + 1)..]);
        cursor.SkipSpaces();
        return text[..colon].IndexOf((byte)' ') < 0 && cursor.TryReadLong(out _) && (cursor.TrySkip("kB"u8) || cursor.TrySkip("KB"u8));
    }

    /// <summary><c>all_unreclaimable? yes</c>, or what comes after the question mark, at the beginning of a broken line.</summary>
    public static bool? Flag(ReadOnlySpan<byte> line)
    {
        var cursor = new FieldCursor(line);
        cursor.SkipSpaces();
        _ = cursor.TrySkip("all_unreclaimable? "u8);
        ReadOnlySpan<byte> word = cursor.ReadWord();
        return word.SequenceEqual("yes"u8) ? true : word.SequenceEqual("no"u8) ? false : null;
    }

    /// <summary><c>all_unreclaimable? yes</c>.</summary>
    public static bool? AllUnreclaimable(ReadOnlySpan<byte> text)
    {
        int at = text.LastIndexOf("all_unreclaimable? "u8);
        return at < 0 ? null
            : text[(at + 19)..].StartsWith("yes"u8) ? true
            : text[(at + 19)..].StartsWith("no"u8) ? false
            : null;
    }
}
