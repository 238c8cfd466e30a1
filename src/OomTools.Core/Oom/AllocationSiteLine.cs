namespace OomTools.Oom;

/// <summary>
/// A row of "Memory allocations" (6.10 and later with allocation profiling): <c>55.0 MiB 4887 mm/slub.c:2259
/// [module] func:alloc_slab_page</c>; 6.10 and 6.11 print plain bytes instead of "55.0 MiB".
/// </summary>
internal static class AllocationSiteLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out AllocationSite? site)
    {
        site = null;
        var cursor = new FieldCursor(line);
        cursor.SkipSpaces();
        if (!TryReadSize(ref cursor, out long bytes))
        {
            return false;
        }

        cursor.SkipSpaces();
        if (!cursor.TryReadLong(out long calls) || !cursor.TrySkip(" "u8))
        {
            return false;
        }

        ReadOnlySpan<byte> place = cursor.ReadWord();
        int colon = place.LastIndexOf((byte)':');
        cursor.SkipSpaces();
        string? module = null;
        if (cursor.TrySkip("["u8))
        {
            if (!cursor.TryReadTo("] "u8, out ReadOnlySpan<byte> name))
            {
                return false;
            }

            module = pool.Get(name);
        }

        if (colon <= 0 || !cursor.TrySkip("func:"u8))
        {
            return false;
        }

        var number = new FieldCursor(place[(colon + 1)..]);
        _ = number.TryReadInt(out int sourceLine);
        site = new AllocationSite
        {
            Bytes = bytes,
            Calls = calls,
            File = pool.Get(place[..colon]),
            Line = sourceLine,
            Function = pool.Get(cursor.ReadWord()),
            Module = module,
        };
        return true;
    }

    /// <summary>"55.0 MiB", "193 MiB", "0 B" or "57671680". Source: <c>string_get_size</c>.</summary>
    private static bool TryReadSize(ref FieldCursor cursor, out long bytes)
    {
        bytes = 0;
        if (!cursor.TryReadLong(out long whole))
        {
            return false;
        }

        long fraction = 0;
        long scale = 1;
        if (cursor.TrySkip("."u8))
        {
            while (cursor.Peek is >= (byte)'0' and <= (byte)'9' && scale < 1_000_000)
            {
                fraction = fraction * 10 + (cursor.Peek - '0');
                scale *= 10;
                cursor.Skip(1);
            }
        }

        cursor.SkipSpaces();
        int shift = Shift(ref cursor);
        bytes = FieldValues.Scale(whole, 1L << shift) + (long)((double)fraction / scale * (1L << shift));
        return true;
    }

    private static int Shift(ref FieldCursor cursor) =>
        cursor.TrySkip("B "u8) ? 0
        : cursor.TrySkip("KiB "u8) ? 10
        : cursor.TrySkip("MiB "u8) ? 20
        : cursor.TrySkip("GiB "u8) ? 30
        : cursor.TrySkip("TiB "u8) ? 40
        : cursor.TrySkip("PiB "u8) ? 50
        : 0;
}
