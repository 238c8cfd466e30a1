namespace OomTools.Oom;

/// <summary>
/// <c>&lt;comm&gt; invoked oom-killer: gfp_mask=0x…(names), [nodemask=…, ]order=N, [oom_adj=N, ]oom_score_adj=N</c>.
/// Source: <c>dump_header</c> in <c>mm/oom_kill.c</c>; names since 4.6, nodemask 4.9 to 4.20, oom_adj up to 3.6.
/// </summary>
internal static class HeaderLine
{
    private static ReadOnlySpan<byte> Trigger => " invoked oom-killer: gfp_mask="u8;

    public static bool Is(ReadOnlySpan<byte> line) => line.IndexOf(Trigger) > 0;

    public static bool TryRead(ReadOnlySpan<byte> line, out RequestFacts request)
    {
        request = default;
        // A task's name may hold anything: the last occurrence is the kernel's.
        int at = line.LastIndexOf(Trigger);
        if (at <= 0)
        {
            return false;
        }

        RequestFacts facts = default;
        facts.Name = line[..at];
        var cursor = new FieldCursor(line[(at + Trigger.Length)..]);
        _ = facts.TryReadMask(ref cursor);
        while (!cursor.AtEnd)
        {
            if (cursor.TrySkip("order="u8))
            {
                facts.Order = cursor.TryReadInt(out int order) ? order : null;
            }
            else if (cursor.TrySkip("oom_score_adj="u8))
            {
                facts.OomScoreAdj = cursor.TryReadInt(out int adj) ? adj : null;
            }
            else if (cursor.TrySkip("nodemask="u8))
            {
                // The list itself has commas: up to the next field.
                ReadOnlySpan<byte> rest = cursor.Rest;
                int end = rest.IndexOf(", "u8);
                facts.NodeMask = end < 0 ? rest : rest[..end];
                cursor.Skip(facts.NodeMask.Length);
            }
            else
            {
                cursor.Skip(1);
            }
        }

        request = facts;
        return true;
    }
}
