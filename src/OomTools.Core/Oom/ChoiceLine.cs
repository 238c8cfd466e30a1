namespace OomTools.Oom;

/// <summary><c>&lt;reason&gt;: Kill process N (&lt;comm&gt;) score N or sacrifice child</c>, up to 5.0; a child may be killed instead.</summary>
internal static class ChoiceLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, TextPool pool, out KillFacts? choice)
    {
        choice = null;
        int at = line.IndexOf(": Kill process "u8);
        at = at < 0 ? line.IndexOf(": kill process "u8) : at;
        int score = line.LastIndexOf(") score "u8);
        if (at < 0 || score < at || KillReasons.Read(line[..at]) is KillReason.Unknown or KillReason.None)
        {
            return false;
        }

        var cursor = new FieldCursor(line[(at + 15)..]);
        if (!cursor.TryReadInt(out int pid) || !cursor.TrySkip(" ("u8))
        {
            return false;
        }

        int nameAt = line.Length - cursor.Rest.Length;
        var number = new FieldCursor(line[(score + 8)..]);
        choice = new KillFacts
        {
            Pid = pid,
            Name = pool.Get(nameAt <= score ? line[nameAt..score] : default),
            Score = number.TryReadLong(out long value) ? value : null,
            Reason = KillReasons.Read(line[..at]),
        };
        return true;
    }
}
