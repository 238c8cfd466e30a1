namespace OomTools.Oom;

/// <summary>
/// <c>oom_reaper: reaped process N (&lt;comm&gt;), now anon-rss:NkB, …</c> (4.6 and later), <c>unable to reap pid:N</c>, 4.8
/// <c>giving up pid:N</c>. Comes any time after the kill line.
/// </summary>
internal static class ReaperLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out int pid, out bool reaped, out long? anonRss)
    {
        pid = 0;
        anonRss = null;
        reaped = false;
        var cursor = new FieldCursor(line.TrimStart((byte)' '));
        if (!cursor.TrySkip("oom_reaper: "u8))
        {
            return false;
        }

        reaped = cursor.TrySkip("reaped process "u8);
        if (!reaped && !cursor.TrySkip("unable to reap pid:"u8) && !cursor.TrySkip("giving up pid:"u8))
        {
            return false;
        }

        if (!cursor.TryReadInt(out pid))
        {
            return false;
        }

        int now = cursor.Rest.LastIndexOf("), now anon-rss:"u8);
        if (reaped && now >= 0)
        {
            cursor.Skip(now + 16);
            anonRss = cursor.TryReadLong(out long kilobytes) ? FieldValues.Scale(kilobytes, 1024) : null;
        }

        return true;
    }
}
