namespace OomTools.Oom;

/// <summary>The end of Mem-Info: page cache, swap and RAM, one number a line. Source: <c>show_mem</c>.</summary>
internal static class TotalsLine
{
    public const int PageCache = 0, SwapCache = 1, Ram = 2, HighMem = 3, Reserved = 4, CmaReserved = 5, HardwarePoisoned = 6,
        FreeSwap = 7, TotalSwap = 8, Other = 9, Fields = 10;

    public static bool Is(ReadOnlySpan<byte> line)
    {
        var cursor = new FieldCursor(line);
        return cursor.TryReadLong(out _) && (cursor.TrySkip(" pages "u8) || cursor.TrySkip(" total pagecache pages"u8));
    }

    /// <summary>Pages, but bytes for swap.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out int field, out long value)
    {
        var cursor = new FieldCursor(line.TrimStart((byte)' '));
        field = Other;
        if (cursor.TryReadLong(out value))
        {
            if (cursor.TrySkip(" total pagecache pages"u8))
            {
                field = PageCache;
                return true;
            }

            if (!cursor.TrySkip(" pages "u8))
            {
                return false;
            }

            ReadOnlySpan<byte> what = cursor.Rest.TrimEnd((byte)' ');
            field = what.SequenceEqual("RAM"u8) ? Ram
                : what.SequenceEqual("reserved"u8) ? Reserved
                : what.SequenceEqual("in swap cache"u8) ? SwapCache
                : what.SequenceEqual("HighMem/MovableOnly"u8) || what.SequenceEqual("HighMem"u8) ? HighMem
                : what.SequenceEqual("cma reserved"u8) ? CmaReserved
                : what.SequenceEqual("hwpoisoned"u8) ? HardwarePoisoned
                : Other;
            return true;
        }

        bool free = cursor.TrySkip("Free swap "u8);
        if (!free && !cursor.TrySkip("Total swap "u8))
        {
            return cursor.TrySkip("Swap cache stats:"u8);
        }

        cursor.SkipSpaces();
        _ = cursor.TrySkip("="u8);
        cursor.SkipSpaces();
        field = free ? FreeSwap : TotalSwap;
        bool read = cursor.TryReadLong(out value);
        value = FieldValues.Scale(value, 1024);
        return read;
    }
}
