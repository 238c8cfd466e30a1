namespace OomTools.Oom;

/// <summary>A row of "Unreclaimable slab info" (4.15 and later): name, used KB, total KB. Names may push the columns.</summary>
internal static class SlabInfoLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out SlabCache? cache)
    {
        cache = null;
        line = line.TrimEnd((byte)' ');
        if (!TryReadFromRight(ref line, out long total) || !TryReadFromRight(ref line, out long used) || line.IsEmpty)
        {
            return false;
        }

        cache = new SlabCache
        {
            Name = pool.Get(line.TrimStart((byte)' ')),
            Bytes = FieldValues.Scale(total, 1024),
            ActiveBytes = FieldValues.Scale(used, 1024),
        };
        return true;
    }

    private static bool TryReadFromRight(ref ReadOnlySpan<byte> line, out long kilobytes)
    {
        kilobytes = 0;
        int space = line.LastIndexOf((byte)' ');
        if (space <= 0 || !line.EndsWith("KB"u8))
        {
            return false;
        }

        var cursor = new FieldCursor(line[(space + 1)..^2]);
        line = line[..space].TrimEnd((byte)' ');
        return cursor.TryReadLong(out kilobytes) && cursor.AtEnd;
    }
}
