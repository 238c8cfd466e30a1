namespace OomTools.Oom;

/// <summary>
/// The kill line of every kernel: <c>[&lt;reason&gt;: ]Killed process N[, UID N,] (&lt;comm&gt;)[, UID N,] total-vm:NkB,
/// anon-rss:NkB, file-rss:NkB[, shmem-rss:NkB][, UID:N][ pgtables:NkB][ oom_score_adj:N]</c>; 2.6.32 ends behind the name.
/// </summary>
internal static class KillLine
{
    private static ReadOnlySpan<byte> Killed => "Killed process "u8;

    public static bool Is(ReadOnlySpan<byte> line) => TryFind(line, out _, out _);

    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out KillFacts? kill)
    {
        kill = null;
        if (!TryFind(line, out ReadOnlySpan<byte> reason, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        var cursor = new FieldCursor(rest);
        if (!cursor.TryReadInt(out int pid))
        {
            return false;
        }

        kill = new KillFacts { Pid = pid, Reason = KillReasons.Read(reason) };
        if (cursor.TrySkip(", UID "u8) && cursor.TryReadLong(out long uid))
        {
            kill.Uid = uid;
            _ = cursor.TrySkip(","u8);
        }

        cursor.SkipSpaces();
        ReadName(ref cursor, pool, kill);
        ReadSizes(cursor, kill);
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> reason, out ReadOnlySpan<byte> rest)
    {
        line = line.TrimStart((byte)' ');
        int at = line.IndexOf(Killed);
        reason = at > 2 ? line[..(at - 2)] : default;
        rest = at < 0 ? default : line[(at + Killed.Length)..];
        // "Out of memory: Killed process", or the line itself; sshd's and others' words end differently.
        return at == 0 || at > 2 && line[..at].EndsWith(": "u8) && KillReasons.Read(reason) != KillReason.Unknown;
    }

    /// <summary>The name may hold parentheses: it ends where the fixed text behind it begins.</summary>
    private static void ReadName(ref FieldCursor cursor, TextPool pool, KillFacts kill)
    {
        if (!cursor.TrySkip("("u8))
        {
            return;
        }

        ReadOnlySpan<byte> rest = cursor.Rest;
        int end = rest.IndexOf(") total-vm:"u8);
        end = end < 0 ? rest.IndexOf("), UID "u8) : end;
        end = end < 0 ? rest.LastIndexOf((byte)')') : end;
        kill.Name = pool.Get(end < 0 ? rest : rest[..end]);
        cursor.Skip(end < 0 ? rest.Length : end + 1);
    }

    private static void ReadSizes(FieldCursor cursor, KillFacts kill)
    {
        if (cursor.TrySkip(", UID "u8) && cursor.TryReadLong(out long uid))
        {
            kill.Uid = uid;
        }

        kill.TotalVm = Kilobytes(cursor.Rest, "total-vm:"u8);
        kill.AnonRss = Kilobytes(cursor.Rest, "anon-rss:"u8);
        kill.FileRss = Kilobytes(cursor.Rest, "file-rss:"u8);
        kill.ShmemRss = Kilobytes(cursor.Rest, "shmem-rss:"u8);
        kill.PageTables = Kilobytes(cursor.Rest, "pgtables:"u8);
        kill.Uid ??= Number(cursor.Rest, "UID:"u8);
        kill.OomScoreAdj = Number(cursor.Rest, "oom_score_adj:"u8) is long adj and >= -1000 and <= 1000 ? (int)adj : null;

        // 5.4.0 prints bytes and calls them kB: page tables larger than what they map.
        if (kill.PageTables > kill.TotalVm)
        {
            kill.PageTables /= 1024;
        }
    }

    private static long? Kilobytes(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) =>
        Number(text, name) is long value ? FieldValues.Scale(value, 1024) : null;

    private static long? Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int at = text.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        var cursor = new FieldCursor(text[(at + name.Length)..]);
        return cursor.TryReadLong(out long value) ? value : null;
    }
}
