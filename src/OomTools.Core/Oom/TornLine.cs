namespace OomTools.Oom;

/// <summary>
/// Lines that the kernel prints in pieces (KERN_CONT): usually one record, but each piece is one of its own where another CPU
/// printed in between or the console takes pieces as they come. A piece is recognised by what must follow it.
/// </summary>
internal static class TornLine
{
    /// <summary>The kernel would have gone on with this line.</summary>
    public static bool IsUnfinished(LineKind kind, ReadOnlySpan<byte> line) => kind switch
    {
        LineKind.Summary => line.StartsWith("oom-kill:constraint="u8) && !EndsWithUid(line),
        LineKind.Header => line.IndexOf("order="u8) < 0,
        LineKind.AllocationFailure => line.EndsWith("nodemask="u8) || line.EndsWith(",cpuset="u8),
        LineKind.CgroupOpening => line.StartsWith("Task in "u8) && IsOpeningUnfinished(line),
        LineKind.CgroupStatistics => line.StartsWith("Memory cgroup stats for "u8) && line[24..].IndexOf((byte)':') < 0,
        LineKind.Zone or LineKind.Node => line.EndsWith(":"u8),
        LineKind.TaskHeading => line.StartsWith("["u8) && !line.EndsWith("name"u8),
        LineKind.Buddy => false,
        LineKind.Kill => IsBeforeName(line),
        LineKind.Other => line.EndsWith(HeaderStub) || IsNodeAlone(line) || IsBuddyAlone(line) || IsCpusetUnfinished(line) || line.SequenceEqual("Task in "u8)
            || line.SequenceEqual("Memory cgroup stats for "u8),
        _ => false,
    };

    /// <summary>A header that a mail broke before the mask.</summary>
    private static ReadOnlySpan<byte> HeaderStub => " invoked oom-killer:"u8;

    /// <inheritdoc cref="HeaderStub"/>
    public static bool IsHeaderStub(ReadOnlySpan<byte> line) => line.EndsWith(HeaderStub);

    /// <summary>The blank that was lost where a line was broken.</summary>
    public static bool NeedsBlank(ReadOnlySpan<byte> held) => held.EndsWith(HeaderStub) || IsOfTable(held) || IsBeforeName(held);

    /// <summary>"Out of memory: Killed process 517", broken before the name.</summary>
    private static bool IsBeforeName(ReadOnlySpan<byte> line)
    {
        int at = line.LastIndexOf("illed process "u8);
        return at >= 0 && line[(at + 14)..].TrimEnd((byte)' ').IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static bool IsOfTable(ReadOnlySpan<byte> held) => held.StartsWith("["u8);

    /// <summary>Whether a line can be the next piece.</summary>
    public static bool IsRest(ReadOnlySpan<byte> held, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line.IndexOf(" invoked oom-killer"u8) >= 0)
        {
            return false;
        }

        if (held.IndexOf(HeaderStub) > 0 && held.IndexOf(" nodemask="u8) < 0)
        {
            return held.TrimEnd((byte)' ').EndsWith(HeaderStub) ? line.StartsWith("gfp_mask="u8) : line.StartsWith("order="u8) || line.StartsWith(", order="u8);
        }

        if (IsBeforeName(held))
        {
            return line[0] == '(';
        }

        if (IsOfTable(held))
        {
            return line[0] != '[' && LineClassifier.Classify(line) == LineKind.Other;
        }

        bool endsWithEquals = held[^1] == '=';
        if (held.StartsWith("oom-kill:"u8))
        {
            return line[0] == ',' || endsWithEquals;
        }

        if (held.StartsWith("Node "u8) || ZoneName.TryRead(held, out _, out ReadOnlySpan<byte> zone, out _) && !zone.IsEmpty)
        {
            return IsRestOfNode(held, line);
        }

        if (held.StartsWith("Task in "u8))
        {
            return line[0] == '/' || line.StartsWith(" killed as a result of limit of "u8);
        }

        if (held.StartsWith("Memory cgroup stats for "u8))
        {
            return line[0] is (byte)'/' or (byte)':';
        }

        // "cpuset=" and its name; "nodemask=" and its list, then the order.
        return endsWithEquals
            ? line[0] is (byte)'(' or (byte)'/' or >= (byte)'0' and <= (byte)'9' || held.EndsWith("cpuset="u8) && line.IndexOf((byte)' ') < 0
            : line.StartsWith(" mems_allowed="u8) || line.StartsWith(",mems_allowed="u8) || line.StartsWith(", "u8);
    }

    private static bool IsRestOfNode(ReadOnlySpan<byte> held, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        return text.IsEmpty ? false
            : IsNodeAlone(held) ? text.StartsWith("active_anon:"u8) || text.StartsWith("hugepages_total="u8)
                || !text.StartsWith("Node "u8) && ZoneName.TryRead(text, out _, out _, out _)
            : IsBuddyAlone(held) ? BuddyLine.IsFragment(text)
            // A pair that was broken behind its colon.
            : held.EndsWith(":"u8) && text[0] is >= (byte)'0' and <= (byte)'9';
    }

    private static bool EndsWithUid(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)' ');
        int at = line.LastIndexOf(",uid="u8);
        if (at < 0)
        {
            return false;
        }

        var cursor = new FieldCursor(line[(at + 5)..]);
        return cursor.TryReadLong(out _) && cursor.AtEnd;
    }

    private static bool IsOpeningUnfinished(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf(" killed as a result of limit of "u8);
        return at < 0 || at + 32 >= line.Length;
    }

    /// <summary>"Node 0" or "Node 0 ".</summary>
    private static bool IsNodeAlone(ReadOnlySpan<byte> line)
    {
        var cursor = new FieldCursor(line);
        return cursor.TrySkip("Node "u8) && cursor.TryReadInt(out _) && (cursor.AtEnd || cursor.TrySkip(" "u8) && cursor.AtEnd);
    }

    /// <summary>"Node 0 Normal: " without a first pair.</summary>
    private static bool IsBuddyAlone(ReadOnlySpan<byte> line) =>
        line.Length < 32 && ZoneName.TryRead(line, out _, out ReadOnlySpan<byte> zone, out ReadOnlySpan<byte> rest)
        && !zone.IsEmpty && rest.TrimEnd((byte)' ').SequenceEqual(":"u8);

    private static bool IsCpusetUnfinished(ReadOnlySpan<byte> line)
    {
        int at = line.IndexOf(" cpuset="u8);
        return at is > 0 and < 32 && line.IndexOf(" mems_allowed="u8) < 0;
    }
}
