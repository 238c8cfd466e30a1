namespace OomTools.Oom;

/// <summary>
/// <c>oom-kill:constraint=…,nodemask=…[,cpuset=…,mems_allowed=…][,oom_memcg=…|,global_oom][,task_memcg=…],task=…,pid=…,uid=…</c>,
/// 5.0 and later, el8, el9. The task's name and the paths may hold commas, so it is read from the right.
/// </summary>
internal ref struct SummaryLine
{
    public ReadOnlySpan<byte> Constraint;
    public ReadOnlySpan<byte> NodeMask;
    public ReadOnlySpan<byte> Cpuset;
    public ReadOnlySpan<byte> MemsAllowed;
    public ReadOnlySpan<byte> LimitedCgroup;
    public ReadOnlySpan<byte> TaskCgroup;
    public ReadOnlySpan<byte> TaskName;
    public int? Pid;
    public long? Uid;

    public static bool TryRead(ReadOnlySpan<byte> line, out SummaryLine summary)
    {
        summary = default;
        SummaryLine facts = default;
        ReadOnlySpan<byte> rest = line.TrimStart((byte)' ');
        if (!rest.StartsWith("oom-kill:constraint="u8))
        {
            return false;
        }

        rest = rest[20..].TrimEnd((byte)' ');
        facts.ReadVictim(ref rest);
        facts.ReadCgroups(ref rest);
        if (TryTakeRight(ref rest, ",mems_allowed="u8, out facts.MemsAllowed))
        {
            int cpuset = rest.IndexOf(",cpuset="u8);
            facts.Cpuset = cpuset < 0 ? default : rest[(cpuset + 8)..];
            rest = cpuset < 0 ? rest : rest[..cpuset];
        }

        _ = TryTakeRight(ref rest, ",nodemask="u8, out facts.NodeMask);
        facts.Constraint = rest;
        summary = facts;
        return true;
    }

    private void ReadVictim(scoped ref ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> whole = rest;
        if (TryTakeRight(ref rest, ",uid="u8, out ReadOnlySpan<byte> text))
        {
            Uid = Number(text);
            rest = Uid is null ? whole : rest;
        }

        whole = rest;
        if (TryTakeRight(ref rest, ",pid="u8, out text))
        {
            Pid = Number(text) is long pid and >= 0 and <= int.MaxValue ? (int)pid : null;
            rest = Pid is null ? whole : rest;
        }

        // The first "task=" behind the paths: what follows is the name, commas and all.
        int memcg = rest.IndexOf(",task_memcg="u8);
        int task = memcg < 0 ? rest.IndexOf(",task="u8) : rest[memcg..].IndexOf(",task="u8) is >= 0 and int at ? memcg + at : -1;
        if (task >= 0)
        {
            TaskName = rest[(task + 6)..];
            rest = rest[..task];
        }
    }

    private void ReadCgroups(scoped ref ReadOnlySpan<byte> rest)
    {
        int memcg = rest.IndexOf(",task_memcg="u8);
        if (memcg >= 0)
        {
            TaskCgroup = rest[(memcg + 12)..];
            rest = rest[..memcg];
        }

        int limited = rest.IndexOf(",oom_memcg="u8);
        if (limited >= 0)
        {
            LimitedCgroup = rest[(limited + 11)..];
            rest = rest[..limited];
        }
        else if (rest.EndsWith(",global_oom"u8))
        {
            rest = rest[..^11];
        }
    }

    private static bool TryTakeRight(scoped ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int at = rest.LastIndexOf(name);
        value = at < 0 ? default : rest[(at + name.Length)..];
        rest = at < 0 ? rest : rest[..at];
        return at >= 0;
    }

    private static long? Number(ReadOnlySpan<byte> text)
    {
        var cursor = new FieldCursor(text);
        return cursor.TryReadLong(out long value) && cursor.AtEnd ? value : null;
    }
}
