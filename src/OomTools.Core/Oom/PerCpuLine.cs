namespace OomTools.Oom;

/// <summary><c>CPU    0: hi:  186, btch:  31 usd:   9</c>, up to 4.0: pages on the free list of one CPU.</summary>
internal static class PerCpuLine
{
    public static bool Is(ReadOnlySpan<byte> line) => line.StartsWith("CPU "u8) && line.IndexOf(": hi:"u8) > 0;

    public static bool TryRead(ReadOnlySpan<byte> line, out long used)
    {
        used = 0;
        var cursor = new FieldCursor(line);
        if (!cursor.TryReadTo(" usd:"u8, out _))
        {
            return false;
        }

        cursor.SkipSpaces();
        return cursor.TryReadLong(out used);
    }
}
