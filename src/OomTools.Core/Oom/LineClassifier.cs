namespace OomTools.Oom;

/// <summary>Says what a line is by its first bytes; lines that begin with a task's name by the fixed text behind it.</summary>
internal static class LineClassifier
{
    public static LineKind Classify(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        if (text.IsEmpty)
        {
            return LineKind.Other;
        }

        LineKind kind = ByFirstByte(text);
        return kind != LineKind.Other ? kind : ByTrigger(text);
    }

    /// <summary>Whether a line is a frame, a marker or a register dump: what may stand in a call trace.</summary>
    public static bool IsTraceLine(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        return text.IndexOf("+0x"u8) > 0 || IsTraceMarker(text) || IsRegisters(text);
    }

    private static LineKind ByFirstByte(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'[':
                return Bracket(text);
            case (byte)'N':
            case (byte)'D':
                return text.StartsWith("Name "u8) ? If(text, "Name                      Used"u8, LineKind.SlabInfo) : ZoneOrNode(text);
            case >= (byte)'0' and <= (byte)'9':
                return TotalsLine.Is(text) ? LineKind.Total : IsStackWords(text) ? LineKind.Stack : LineKind.Other;
            case (byte)'(':
                return BuddyLine.IsFragment(text) ? LineKind.Buddy : LineKind.Other;
            case (byte)'<':
                return IsTraceMarker(text) ? LineKind.CallTrace : LineKind.Other;
            case >= (byte)'a' and <= (byte)'z':
                return LowerCase(text);
            default:
                return UpperCase(text);
        }
    }

    private static LineKind LowerCase(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'l' when text.StartsWith("lowmem_reserve["u8):
                return LineKind.LowmemReserve;
            case (byte)'l' when text.StartsWith("lowmemorykiller: Killing '"u8):
                return LineKind.LowMemoryKiller;
            case (byte)'o' when text.StartsWith("oom-kill:"u8):
                return LineKind.Summary;
            case (byte)'o' when text.StartsWith("oom_reaper: "u8):
                return LineKind.Reaper;
            case (byte)'s' when text.StartsWith("sysrq: "u8):
                return SysRq(text[7..]);
            case (byte)'s' when text.StartsWith("send sigkill to "u8):
                return LineKind.LowMemoryKiller;
            case (byte)'m' or (byte)'s' or (byte)'k' when CgroupUsageLine.Is(text):
                return LineKind.CgroupUsage;
            case (byte)'c' when text.StartsWith("cache: "u8):
                return LineKind.SlubDetail;
            case (byte)'n' when text.StartsWith("node "u8) && text.IndexOf(": slabs: "u8) > 0:
                return LineKind.SlubDetail;
            case (byte)'v' when VmallocLine.Is(text):
                return LineKind.Vmalloc;
            case (byte)'e' when text.StartsWith("excessive unreclaimable slab"u8):
                return LineKind.SlabInfo;
            default:
                return MemInfoLine.Is(text) ? LineKind.MemInfoPairs : IsStackWords(text) ? LineKind.Stack : LineKind.Other;
        }
    }

    private static LineKind UpperCase(ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case (byte)'C' when text.StartsWith("CPU"u8):
                return CpuLine.Is(text) ? LineKind.Cpu : PerCpuLine.Is(text) ? LineKind.PerCpu : LineKind.Other;
            case (byte)'C' when text.StartsWith("Call "u8):
                return text.StartsWith("Call Trace:"u8) || text.StartsWith("Call trace:"u8) ? LineKind.CallTrace : LineKind.Other;
            case (byte)'C' when text.StartsWith("COMPACTION is disabled"u8):
                return LineKind.CompactionDisabled;
            case (byte)'C' when text.StartsWith("Code: "u8):
                return LineKind.Registers;
            case (byte)'P' when text.StartsWith("Pid: "u8):
                return CpuLine.Is(text) ? LineKind.Cpu : LineKind.Other;
            case (byte)'H' when text.StartsWith("Hardware name:"u8):
            case (byte)'W' when text.StartsWith("Workqueue: "u8):
                return LineKind.Stack;
            case (byte)'H':
                return ZoneOrNode(text);
            case (byte)'M':
                return Memory(text);
            case (byte)'T':
                return Task(text);
            case (byte)'F' when text.StartsWith("Free swap "u8):
            case (byte)'S' when text.StartsWith("Swap cache stats:"u8):
                return LineKind.Total;
            case (byte)'S' when text.StartsWith("SLUB: Unable to allocate memory"u8) || text.StartsWith("SLAB: Unable to allocate memory"u8):
                return LineKind.Slub;
            case (byte)'S' when text.StartsWith("SysRq : "u8):
                return SysRq(text);
            case (byte)'U' when text.StartsWith("Unreclaimable slab info:"u8):
                return LineKind.SlabInfo;
            case (byte)'O' when text.StartsWith("Out of memory and no killable"u8):
                return LineKind.NoKillable;
            case (byte)'O' when text.StartsWith("Out of memory"u8):
                return KillOrChoice(text);
            case (byte)'K':
                return Kill(text);
            case (byte)'L' when text.StartsWith("Linux version "u8):
                return LineKind.LinuxVersion;
            case (byte)'R' when IsRegisters(text):
            case (byte)'E' when IsRegisters(text):
                return LineKind.Registers;
            default:
                return LineKind.Other;
        }
    }

    private static LineKind Memory(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("Mem-Info:"u8))
        {
            return LineKind.MemInfo;
        }

        if (!text.StartsWith("Memory "u8))
        {
            return ZoneOrNode(text);
        }

        ReadOnlySpan<byte> rest = text[7..];
        return rest.StartsWith("cgroup out of memory"u8) ? KillOrChoice(text)
            : rest.StartsWith("cgroup stats"u8) ? LineKind.CgroupStatistics
            : rest.StartsWith("cgroup min protection "u8) ? LineKind.Protection
            : rest.StartsWith("allocations"u8) ? LineKind.AllocationSites
            : rest.StartsWith("limit reached of cgroup "u8) ? LineKind.CgroupOpening
            : LineKind.Other;
    }

    private static LineKind Task(ReadOnlySpan<byte> text) =>
        text.StartsWith("Tasks state (memory"u8) ? LineKind.TaskHeading
        : text.StartsWith("Tasks in "u8) && text.IndexOf(" are going to be killed"u8) > 0 ? LineKind.GroupKill
        : text.StartsWith("Task in "u8) ? LineKind.CgroupOpening
        : text.StartsWith("Total swap ="u8) ? LineKind.Total
        : text.StartsWith("Tainted: ["u8) ? LineKind.Stack
        : LineKind.Other;

    private static LineKind Kill(ReadOnlySpan<byte> text) =>
        text.StartsWith("Killed process "u8) ? LineKind.Kill
        : text.StartsWith("Kernel panic - not syncing: "u8) && OutcomeLines.IsMemoryPanic(text) ? LineKind.Panic
        : text.StartsWith("Kill process "u8) && text.EndsWith(" sharing same memory"u8) ? LineKind.SharedKill
        : LineKind.Other;

    /// <summary>A line that begins with the reason of a kill.</summary>
    private static LineKind KillOrChoice(ReadOnlySpan<byte> text) =>
        text.IndexOf(": Killed process "u8) > 0 ? LineKind.Kill
        : text.IndexOf(": Kill process "u8) > 0 || text.IndexOf(": kill process "u8) > 0 ? LineKind.Choice
        : text.IndexOf(": OOM victim "u8) > 0 ? LineKind.AlreadyExiting
        : LineKind.Other;

    private static LineKind SysRq(ReadOnlySpan<byte> text) =>
        text.IndexOf("Manual OOM execution"u8) >= 0 ? LineKind.SysRqKill
        : text.IndexOf("Show Memory"u8) >= 0 ? LineKind.ShowMemory
        : text.StartsWith("OOM request ignored"u8) ? LineKind.SysRqIgnored
        : LineKind.Other;

    private static LineKind Bracket(ReadOnlySpan<byte> text)
    {
        if (TaskTable.IsHeading(text))
        {
            return LineKind.TaskHeading;
        }

        return TaskTable.IsRow(text) ? LineKind.Task
            : text.IndexOf("+0x"u8) > 0 || text.StartsWith("[<"u8) ? LineKind.CallTrace
            : LineKind.Other;
    }

    private static LineKind ZoneOrNode(ReadOnlySpan<byte> text)
    {
        if (!ZoneName.TryRead(text, out _, out ReadOnlySpan<byte> zone, out ReadOnlySpan<byte> rest))
        {
            return LineKind.Other;
        }

        if (zone.IsEmpty)
        {
            return rest.StartsWith("active_anon:"u8) ? LineKind.Node
                : rest.StartsWith("hugepages_total="u8) ? LineKind.HugePages
                : LineKind.Other;
        }

        return rest.StartsWith(" free:"u8) ? LineKind.Zone
            : rest.StartsWith(":"u8) && BuddyLine.IsFragment(rest[1..].TrimStart((byte)' ')) ? LineKind.Buddy
            : rest.StartsWith(" per-cpu:"u8) ? LineKind.PerCpu
            : LineKind.Other;
    }

    /// <summary>Lines with a task's name, which may be anything, in front.</summary>
    private static LineKind ByTrigger(ReadOnlySpan<byte> text)
    {
        int tried = 0;
        int at = ReportMarker.Find(text, 0, out MarkerKind marker);
        for (; at >= 0; at = ReportMarker.Find(text, at + ReportMarker.Length, out marker))
        {
            // The checks look at the whole line: once for each kind, or a line full of triggers would take forever.
            if ((tried >> (int)marker & 1) != 0)
            {
                continue;
            }

            tried |= 1 << (int)marker;
            LineKind kind = marker switch
            {
                MarkerKind.Header => HeaderLine.Is(text) ? LineKind.Header : LineKind.Other,
                MarkerKind.AllocationFailure => LineKind.AllocationFailure,
                MarkerKind.Vmalloc => AllocationFailureLine.IsVmalloc(text) ? LineKind.AllocationFailure : LineKind.Vmalloc,
                MarkerKind.Kill => KillLine.Is(text) ? LineKind.Kill : LineKind.Other,
                MarkerKind.Choice => LineKind.Choice,
                MarkerKind.GroupKill => text.StartsWith("Tasks in "u8) ? LineKind.GroupKill : LineKind.Other,
                _ => LineKind.Other,
            };
            if (kind != LineKind.Other)
            {
                return kind;
            }
        }

        return text.EndsWith(" callbacks suppressed"u8) ? LineKind.Suppressed
            : text.IndexOf(" cpuset="u8) > 0 && text.IndexOf(" mems_allowed="u8) > 0 ? LineKind.Cpuset
            : LineKind.Other;
    }

    private static bool IsTraceMarker(ReadOnlySpan<byte> text) =>
        text.StartsWith("<"u8) && (text.StartsWith("<TASK>"u8) || text.StartsWith("</TASK>"u8) || text.StartsWith("<IRQ>"u8)
            || text.StartsWith("</IRQ>"u8) || text.StartsWith("<EOI>"u8) || text.StartsWith("<NMI>"u8) || text.StartsWith("</NMI>"u8));

    /// <summary>"RIP: 0033:…", "RAX: …", "R10: …", "Code: …": a letter or three, a colon, no sentence.</summary>
    private static bool IsRegisters(ReadOnlySpan<byte> text)
    {
        int colon = text[..Math.Min(text.Length, 9)].IndexOf((byte)':');
        return colon is 2 or 3 && !text.StartsWith("CPU"u8) && text.Length > colon + 1 && text[colon + 1] == ' '
            && text[..colon].IndexOfAnyExceptInRange((byte)'0', (byte)'Z') < 0
            || text.StartsWith("Code: "u8) || text.StartsWith("ORIG_RAX:"u8);
    }

    /// <summary>Raw words of the stack, as printed up to 4.9, and the task line of 3.10 to 4.14.</summary>
    private static bool IsStackWords(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("task: "u8))
        {
            return true;
        }

        if (text.Length < 16)
        {
            return false;
        }

        for (int i = 0; i < 16; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return text.Length == 16 || text[16] == ' ';
    }

    private static LineKind If(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start, LineKind kind) =>
        text.StartsWith(start) ? kind : LineKind.Other;
}
