namespace OomTools.Oom;

/// <summary>
/// <c>[Node 0 ]Normal: 1221*4kB (UME) 905*8kB (UME) … = 18908kB</c>. Printed piece by piece up to 4.x: the pieces may be
/// records of their own. The first pair's size is the machine's page size.
/// </summary>
internal static class BuddyLine
{
    // The kernel's largest order is 10 by default and 13 at most on arm64 with 64 KiB pages.
    private const int MaxOrders = 24;

    /// <summary>A pair, letters or the total stand here.</summary>
    public static bool IsFragment(ReadOnlySpan<byte> text)
    {
        var cursor = new FieldCursor(text);
        if (cursor.TrySkip("("u8))
        {
            return cursor.TryReadTo(")"u8, out ReadOnlySpan<byte> letters) && IsLetters(letters);
        }

        if (cursor.TrySkip("= "u8))
        {
            return cursor.TryReadLong(out _) && cursor.TrySkip("kB"u8);
        }

        return cursor.TryReadLong(out _) && cursor.TrySkip("*"u8) && cursor.TryReadLong(out _);
    }

    /// <summary>Reads pieces into a zone; true when the total was among them, which ends the line.</summary>
    public static bool Read(ReadOnlySpan<byte> text, ZoneDraft zone)
    {
        var cursor = new FieldCursor(text);
        for (cursor.SkipSpaces(); !cursor.AtEnd; cursor.SkipSpaces())
        {
            if (cursor.TrySkip("= "u8))
            {
                return true;
            }

            if (cursor.TrySkip("("u8))
            {
                if (cursor.TryReadTo(")"u8, out ReadOnlySpan<byte> letters) && IsLetters(letters) && zone.FreeBlocks.Count > 0)
                {
                    zone.SetMigrateTypes(letters);
                }
            }
            else if (cursor.TryReadLong(out long blocks) && cursor.TrySkip("*"u8) && cursor.TryReadLong(out long kilobytes))
            {
                if (zone.FreeBlocks.Count == 0 && kilobytes is > 0 and <= 1024)
                {
                    zone.PageSize = kilobytes * 1024;
                }

                if (zone.FreeBlocks.Count < MaxOrders)
                {
                    zone.FreeBlocks.Add(blocks);
                }

                // A pair that a mail program broke ("4*5 12kB") goes on with the rest of its size.
                _ = cursor.ReadWord();
            }
            else
            {
                _ = cursor.ReadWord();
            }
        }

        return false;
    }

    private static bool IsLetters(ReadOnlySpan<byte> text) =>
        text.Length <= 12 && text.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0;
}
