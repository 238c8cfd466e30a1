namespace OomTools.Oom;

/// <summary><c>Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB</c>.</summary>
internal static class HugePagesLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out HugePagePool? pool)
    {
        pool = null;
        if (!ZoneName.TryRead(line, out int node, out _, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        var cursor = new FieldCursor(rest);
        if (!cursor.TrySkip("hugepages_total="u8) || !cursor.TryReadLong(out long total)
            || !cursor.TrySkip(" hugepages_free="u8) || !cursor.TryReadLong(out long free)
            || !cursor.TrySkip(" hugepages_surp="u8) || !cursor.TryReadLong(out long surplus)
            || !cursor.TrySkip(" hugepages_size="u8) || !cursor.TryReadLong(out long kilobytes))
        {
            return false;
        }

        pool = new HugePagePool { Node = node, PageSize = FieldValues.Scale(kilobytes, 1024), Total = total, Free = free, Surplus = surplus };
        return true;
    }
}
