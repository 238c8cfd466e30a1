namespace OomTools.Oom;

/// <summary><c>Kill process N (&lt;comm&gt;) sharing same memory</c>, up to 4.3: killed along with the victim.</summary>
internal static class SharedKillLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out KillFacts? kill)
    {
        kill = null;
        var cursor = new FieldCursor(line);
        int end = line.LastIndexOf(") sharing same memory"u8);
        if (!cursor.TrySkip("Kill process "u8) || !cursor.TryReadInt(out int pid) || !cursor.TrySkip(" ("u8))
        {
            return false;
        }

        int start = line.Length - cursor.Rest.Length;
        if (end < start)
        {
            return false;
        }

        kill = new KillFacts { Pid = pid, Name = pool.Get(line[start..end]) };
        return true;
    }
}
