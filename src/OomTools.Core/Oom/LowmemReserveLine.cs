namespace OomTools.Oom;

/// <summary><c>lowmem_reserve[]: 0 1935 1935 1935</c> in pages, behind each zone line; a record for each number up to 4.x.</summary>
internal static class LowmemReserveLine
{
    // The kernel has six zone types at most.
    private const int MaxZones = 16;

    public static bool TryRead(ReadOnlySpan<byte> line, ZoneDraft zone)
    {
        line = line.TrimStart((byte)' ');
        int colon = line.IndexOf((byte)':');
        return line.StartsWith("lowmem_reserve["u8) && colon > 0 && TryReadNumbers(line[(colon + 1)..], zone, mayBeEmpty: true);
    }

    /// <summary>Numbers and nothing else: a line, or the rest of one, that was torn.</summary>
    public static bool TryReadNumbers(ReadOnlySpan<byte> text, ZoneDraft zone, bool mayBeEmpty = false)
    {
        var check = new FieldCursor(text);
        int count = 0;
        for (check.SkipSpaces(); !check.AtEnd; check.SkipSpaces(), count++)
        {
            if (!check.TryReadLong(out _) || check.Peek is not (0 or (byte)' '))
            {
                return false;
            }
        }

        var cursor = new FieldCursor(text);
        for (cursor.SkipSpaces(); cursor.TryReadLong(out long pages) && zone.LowmemReserve.Count < MaxZones; cursor.SkipSpaces())
        {
            zone.LowmemReserve.Add(pages);
        }

        return count > 0 || mayBeEmpty;
    }
}
