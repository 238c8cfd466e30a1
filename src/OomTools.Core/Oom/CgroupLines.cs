namespace OomTools.Oom;

/// <summary>
/// The opening of the cgroup block up to 4.20: <c>Task in &lt;cgroup&gt; killed as a result of limit of &lt;cgroup&gt;</c>,
/// without a task <c>Memory limit reached of cgroup &lt;path&gt;</c> (4.1 and later).
/// </summary>
internal static class CgroupOpeningLine
{
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> task, out ReadOnlySpan<byte> limited)
    {
        var cursor = new FieldCursor(line);
        task = limited = default;
        if (cursor.TrySkip("Memory limit reached of cgroup "u8))
        {
            limited = cursor.Rest;
            return true;
        }

        if (!cursor.TrySkip("Task in "u8) || !cursor.TryReadTo(" killed as a result of limit of "u8, out task))
        {
            return false;
        }

        limited = cursor.Rest;
        return true;
    }
}

/// <summary><c>memory: usage NkB, limit NkB, failcnt N</c>, also memory+swap, kmem (v1) and swap (v2).</summary>
internal static class CgroupUsageLine
{
    // PAGE_COUNTER_MAX in kB with pages of 4 KiB; larger pages give a little less, older kernels LLONG_MAX.
    private const long UnlimitedKilobytes = 9007199254700000;

    public static bool Is(ReadOnlySpan<byte> line)
    {
        int usage = line[..Math.Min(line.Length, 24)].IndexOf(": usage "u8);
        return usage > 0 && (line.StartsWith("memory:"u8) || line.StartsWith("memory+swap:"u8) || line.StartsWith("kmem:"u8) || line.StartsWith("swap:"u8));
    }

    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out long usage, out long? limit, out long failures)
    {
        var cursor = new FieldCursor(line);
        limit = null;
        usage = failures = 0;
        if (!cursor.TryReadTo(": usage "u8, out name) || !cursor.TryReadLong(out usage) || !cursor.TrySkip("kB, limit "u8))
        {
            return false;
        }

        usage = FieldValues.Scale(usage, 1024);
        if (cursor.TryReadLong(out long kilobytes) && kilobytes < UnlimitedKilobytes)
        {
            limit = FieldValues.Scale(kilobytes, 1024);
        }

        _ = cursor.TrySkip("kB, failcnt "u8) && cursor.TryReadLong(out failures);
        return true;
    }
}
