namespace OomTools.Oom;

/// <summary>
/// "Memory cgroup stats": up to 5.2 one line a cgroup with values in KB, from 5.3 on (el8, el9) a heading and a line for
/// each value, amounts in bytes. Source: <c>memory_stat_format</c> in <c>mm/memcontrol.c</c>.
/// </summary>
internal static class CgroupStatisticsLine
{
    /// <summary>The path, null where it is not printed (3.10 to 3.13, el7), and the pairs on the heading's own line.</summary>
    public static bool TryReadHeading(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> path, out bool hasPath, out ReadOnlySpan<byte> pairs)
    {
        path = pairs = default;
        hasPath = false;
        if (!line.StartsWith("Memory cgroup stats"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[19..];
        if (rest.StartsWith(" for "u8))
        {
            // A path may hold ": " too, but the first pair is always "cache:".
            rest = rest[5..];
            int first = rest.IndexOf(": cache:"u8);
            int end = first >= 0 ? first : rest.TrimEnd((byte)' ').EndsWith(":"u8) ? rest.TrimEnd((byte)' ').Length - 1 : rest.IndexOf(": "u8);
            path = end < 0 ? rest : rest[..end];
            hasPath = true;
            pairs = end < 0 || end + 1 > rest.Length ? default : rest[(end + 1)..];
            return true;
        }

        pairs = rest.StartsWith(":"u8) ? rest[1..] : default;
        return rest.StartsWith(":"u8);
    }

    /// <summary><c>cache:12KB</c>.</summary>
    public static bool TryReadPair(ref FieldCursor cursor, out ReadOnlySpan<byte> name, out long bytes)
    {
        cursor.SkipSpaces();
        bytes = 0;
        if (!cursor.TryReadTo(":"u8, out name) || !cursor.TryReadLong(out long kilobytes))
        {
            return false;
        }

        _ = cursor.TrySkip("KB"u8);
        bytes = FieldValues.Scale(kilobytes, 1024);
        return true;
    }

    /// <summary><c>anon 62558208</c>: a lower-case name, one number and nothing else.</summary>
    public static bool TryReadValue(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        line = line.TrimStart((byte)' ');
        int space = line.IndexOf((byte)' ');
        name = space <= 0 ? default : line[..space];
        if (name.IsEmpty || name[0] is < (byte)'a' or > (byte)'z')
        {
            return false;
        }

        foreach (byte b in name)
        {
            if (b is not (>= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'_'))
            {
                return false;
            }
        }

        var cursor = new FieldCursor(line[(space + 1)..]);
        return cursor.TryReadLong(out value) && cursor.AtEnd;
    }

    /// <summary>Whether a value of the multi-line form is an amount; the others count events.</summary>
    public static bool IsBytes(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("total_"u8))
        {
            name = name[6..];
        }

        return !(name.StartsWith("pg"u8) || name.StartsWith("workingset_"u8) || name.StartsWith("thp_"u8)
            || name.StartsWith("numa_"u8) || name.StartsWith("zswpin"u8) || name.StartsWith("zswpout"u8)
            || name.StartsWith("zswpwb"u8) || name.StartsWith("pswp"u8) || name.StartsWith("swpin"u8) || name.StartsWith("swpout"u8));
    }
}
