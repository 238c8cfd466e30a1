using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// What stands before the event in a line of trace text: <c>comm-pid (tgid) [cpu] flags time: </c>. Read from the right, where the
/// fields are fixed: a task's name may hold anything. Flags since 3.2; the latency format has no brackets, and times from the trace's
/// begin (<c>comm-pid 0d... 13us+: </c>, verbose <c>comm pid 0 0 flags number [stamp] 0.013ms (+0.002ms): </c>);
/// <c>comm pid [cpu] time: group:</c> is perf's form, or with <c>pid/tid</c>.
/// </summary>
internal ref struct TraceLinePrefix
{
    /// <summary>TASK_COMM_LEN without its end. A longer name is the beginning of another event, whose text pretends to be this one.</summary>
    private const int MaximumComm = 15;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long NanosecondsPerMicrosecond = 1_000;

    // Behind the task in the verbose latency format: CPU, flags, preemption, number of the line; the stamp is in brackets.
    private const int VerboseFields = 4;

    /// <summary>Name of the task; not more than 15 bytes.</summary>
    public ReadOnlySpan<byte> Comm { get; private set; }

    /// <summary>Its pid, of the thread.</summary>
    public int Pid { get; private set; }

    /// <summary>Nanoseconds; -1 where the trace clock counts something else.</summary>
    public long Time { get; private set; }

    /// <summary>Reads the text before an event's name; false when it is something else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TraceLinePrefix prefix)
    {
        prefix = default;
        text = text.TrimEnd((byte)' ');
        int group = text.LastIndexOf((byte)' ');
        if (group >= 0 && text[group..].EndsWith("vmscan:"u8))
            text = text[..group].TrimEnd((byte)' ');
        if (!text.EndsWith(":"u8))
            return false;
        text = text[..^1].TrimEnd((byte)' ');
        bool isVerbose = text.EndsWith("ms)"u8);
        if (isVerbose)
            text = WithoutLast(text);
        int start = text.LastIndexOf((byte)' ') + 1;
        if (!TryTime(text[start..], out long time))
            return false;
        prefix.Time = time;
        text = text[..start].TrimEnd((byte)' ');
        return prefix.TryTask(isVerbose ? TaskOfVerbose(text) : TaskOf(text));
    }

    private static ReadOnlySpan<byte> WithoutLast(ReadOnlySpan<byte> text) => text[..Math.Max(0, text.LastIndexOf((byte)' '))].TrimEnd((byte)' ');

    private static ReadOnlySpan<byte> TaskOfVerbose(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < 1 + VerboseFields; i++)
            text = WithoutLast(text);
        return text.TrimStart((byte)' ');
    }

    // Behind the task: "[000] .N..", "[000]", or "0.N.." of the latency format.
    private static ReadOnlySpan<byte> TaskOf(ReadOnlySpan<byte> text)
    {
        if (!text.EndsWith("]"u8))
            text = WithoutLast(text);
        if (text.EndsWith("]"u8))
            text = text[..Math.Max(0, text.LastIndexOf((byte)'['))].TrimEnd((byte)' ');
        // "(  812)" or "(-----)", the process of the thread.
        if (text.EndsWith(")"u8))
            text = text[..Math.Max(0, text.LastIndexOf((byte)'('))].TrimEnd((byte)' ');
        return text.TrimStart((byte)' ');
    }

    private bool TryTask(ReadOnlySpan<byte> task)
    {
        int digits = task.Length;
        while (digits > 0 && (uint)(task[digits - 1] - '0') <= 9)
            digits--;
        if (!KernelNumber.TryParse(task[digits..], out long pid) || pid is < 0 or > int.MaxValue)
            return false;
        // "812/815" of perf: the process before the thread.
        if (digits > 1 && task[digits - 1] == '/' && (uint)(task[digits - 2] - '0') <= 9)
            digits = task[..(digits - 1)].TrimEnd("0123456789"u8).Length;
        if (digits == 0 || task[digits - 1] is not ((byte)'-' or (byte)' '))
            return false;
        Pid = (int)pid;
        Comm = task[..(digits - 1)].TrimEnd((byte)' ');
        return Comm.Length <= MaximumComm;
    }

    // "72.863325" seconds, "13us+" with a mark for a long pause, "22.096ms", or a number that is no time.
    private static bool TryTime(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = -1;
        long unit = NanosecondsPerSecond;
        ReadOnlySpan<byte> unmarked = text.TrimEnd("+!#*@$"u8);
        if (text.EndsWith("ms"u8))
        {
            text = text[..^2];
            unit = NanosecondsPerMillisecond;
        }
        else if (unmarked.EndsWith("us"u8))
        {
            text = unmarked[..^2];
            unit = NanosecondsPerMicrosecond;
        }
        int dot = text.IndexOf((byte)'.');
        if (!KernelNumber.TryParse(dot < 0 ? text : text[..dot], out long whole) || whole < 0)
            return false;
        if (dot < 0)
        {
            if (unit != NanosecondsPerSecond)
                nanoseconds = KernelNumber.Multiply(whole, unit);
            return true;
        }
        ReadOnlySpan<byte> fraction = text[(dot + 1)..];
        if (fraction.Length is 0 or > 9 || !KernelNumber.TryParse(fraction, out long value) || value < 0)
            return false;
        for (int i = fraction.Length; i < 9; i++)
            value *= 10;
        nanoseconds = KernelNumber.Add(KernelNumber.Multiply(whole, unit), value / (NanosecondsPerSecond / unit));
        return true;
    }
}
