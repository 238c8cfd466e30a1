namespace OomTools.Oom;

/// <summary>
/// <c>CPU: N [UID: N ]PID: N Comm: &lt;comm&gt; [Kdump: loaded ]&lt;taint&gt; &lt;release&gt; &lt;build&gt;</c>; up to 3.6
/// <c>Pid: N, comm: &lt;comm&gt; &lt;taint&gt; &lt;release&gt; &lt;build&gt;</c>. Source: <c>dump_stack_print_info</c>.
/// </summary>
internal static class CpuLine
{
    public static bool Is(ReadOnlySpan<byte> line) =>
        line.StartsWith("CPU: "u8) && line.IndexOf(" PID: "u8) > 0 || line.StartsWith("Pid: "u8) && line.IndexOf(", comm: "u8) > 0;

    public static bool TryRead(ReadOnlySpan<byte> line, out int pid, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> release)
    {
        pid = 0;
        name = release = default;
        var cursor = new FieldCursor(line);
        if (cursor.TrySkip("Pid: "u8))
        {
            if (!cursor.TryReadInt(out pid) || !cursor.TrySkip(", comm: "u8))
            {
                return false;
            }
        }
        else if (!cursor.TryReadTo(" PID: "u8, out _) || !cursor.TryReadInt(out pid) || !cursor.TrySkip(" Comm: "u8))
        {
            return false;
        }

        ReadName(cursor.Rest, out name, out release);
        return true;
    }

    private static void ReadName(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> release)
    {
        release = default;
        int taint = rest.IndexOf(" Not tainted "u8);
        bool tainted = taint < 0;
        taint = tainted ? rest.IndexOf(" Tainted: "u8) : taint;
        name = taint < 0 ? rest : rest[..taint];
        if (name.EndsWith(" Kdump: loaded"u8))
        {
            name = name[..^14];
        }

        if (taint < 0)
        {
            return;
        }

        // Taint letters are a column with gaps; the release is the first word that begins with a digit.
        var cursor = new FieldCursor(rest[(taint + (tainted ? 10 : 13))..]);
        while (!cursor.AtEnd)
        {
            cursor.SkipSpaces();
            ReadOnlySpan<byte> word = cursor.ReadWord();
            if (!word.IsEmpty && word[0] is >= (byte)'0' and <= (byte)'9')
            {
                release = word;
                return;
            }
        }
    }
}
