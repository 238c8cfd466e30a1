namespace OomTools.Oom;

/// <summary><c>oom_kill_process: 12 callbacks suppressed</c>: reports the rate limit held back before the next one.</summary>
internal static class RateLimitLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out long count, out bool isOom)
    {
        count = 0;
        isOom = false;
        int end = line.LastIndexOf(" callbacks suppressed"u8);
        int colon = end < 0 ? -1 : line[..end].LastIndexOf(": "u8);
        if (colon <= 0)
        {
            return false;
        }

        // The name is the printing function's; up to 3.x the requesting task's.
        isOom = line[..colon].IndexOf("oom"u8) >= 0 || line[..colon].IndexOf("out_of_memory"u8) >= 0
            || line[..colon].IndexOf("dump_header"u8) >= 0;
        bool isAllocation = line[..colon].IndexOf("alloc"u8) >= 0;
        var cursor = new FieldCursor(line[(colon + 2)..end]);
        return cursor.TryReadLong(out count) && cursor.AtEnd && (isOom || isAllocation);
    }
}
