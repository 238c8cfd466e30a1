namespace OomTools.Oom;

/// <summary>
/// Android's in-kernel driver (up to 4.11): <c>lowmemorykiller: Killing 'comm' (pid), adj N,</c> with three more lines, or
/// <c>send sigkill to N (comm), adj N, size N</c>, the size in pages.
/// </summary>
internal static class LowMemoryKillerLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out KillFacts? kill, out long? pages)
    {
        kill = null;
        pages = null;
        var cursor = new FieldCursor(line);
        _ = cursor.TrySkip("lowmemorykiller: "u8);
        if (cursor.TrySkip("send sigkill to "u8))
        {
            if (!cursor.TryReadInt(out int pid) || !cursor.TrySkip(" ("u8) || !cursor.TryReadTo("), adj "u8, out ReadOnlySpan<byte> name))
            {
                return false;
            }

            kill = new KillFacts { Pid = pid, Name = pool.Get(name), OomScoreAdj = cursor.TryReadInt(out int adj) ? adj : null };
            pages = cursor.TrySkip(", size "u8) && cursor.TryReadLong(out long size) ? size : null;
            return true;
        }

        if (!cursor.TrySkip("Killing '"u8) || !cursor.TryReadTo("' ("u8, out ReadOnlySpan<byte> killed) || !cursor.TryReadInt(out int killedPid))
        {
            return false;
        }

        kill = new KillFacts { Pid = killedPid, Name = pool.Get(killed) };
        kill.OomScoreAdj = cursor.TrySkip("), adj "u8) && cursor.TryReadInt(out int score) ? score : null;
        return true;
    }

    /// <summary>The further lines: <c>to free NkB on behalf of 'comm' (pid) because</c>, <c>cache NkB is below limit NkB …</c>.</summary>
    public static bool TryReadDetail(ReadOnlySpan<byte> line, out long? freed, out ReadOnlySpan<byte> name, out int? pid)
    {
        freed = null;
        name = default;
        pid = null;
        var cursor = new FieldCursor(line.TrimStart((byte)' '));
        if (cursor.TrySkip("to free "u8))
        {
            freed = cursor.TryReadLong(out long kilobytes) ? FieldValues.Scale(kilobytes, 1024) : null;
            pid = cursor.TryReadTo("on behalf of '"u8, out _) && cursor.TryReadTo("' ("u8, out name) && cursor.TryReadInt(out int id) ? id : null;
            return true;
        }

        return cursor.TrySkip("cache "u8) && cursor.Rest.IndexOf("is below limit"u8) > 0 || cursor.TrySkip("Free memory is "u8);
    }
}
