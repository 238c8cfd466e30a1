using System.Globalization;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// The name of a tracing instance says whose it is: <c>oomtools-PIDNAMESPACE-PID-STARTTIME-NUMBER</c>. Whoever finds it
/// knows whether its owner still lives, also when the pid was given to another process meanwhile.
/// </summary>
internal readonly record struct TraceInstanceName(ulong PidNamespace, int Pid, ulong StartTime, int Number)
{
    public const string Prefix = "oomtools-";

    /// <summary>A name for this process. The number tells several of one process apart.</summary>
    public static TraceInstanceName Own(int number) =>
        new(OwnNamespace(), Environment.ProcessId, StartTimeOf(Environment.ProcessId) ?? 0, number);

    /// <summary>The parts of a name; null when it is not one of ours.</summary>
    public static TraceInstanceName? Parse(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        string[] parts = name[Prefix.Length..].Split('-');
        CultureInfo culture = CultureInfo.InvariantCulture;
        return parts.Length == 4
            && ulong.TryParse(parts[0], NumberStyles.None, culture, out ulong pidNamespace)
            && int.TryParse(parts[1], NumberStyles.None, culture, out int pid)
            && ulong.TryParse(parts[2], NumberStyles.None, culture, out ulong start)
            && int.TryParse(parts[3], NumberStyles.None, culture, out int number)
                ? new TraceInstanceName(pidNamespace, pid, start, number)
                : null;
    }

    /// <summary>
    /// Whether its process has ended. An instance of another pid namespace (a container's) is left alone: its pid means
    /// nothing here.
    /// </summary>
    public bool IsStale() => PidNamespace == OwnNamespace() && StartTimeOf(Pid) != StartTime;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{PidNamespace}-{Pid}-{StartTime}-{Number}");

    /// <summary>When a process started, in ticks since boot (field 22 of <c>/proc/PID/stat</c>); null when there is none.</summary>
    internal static ulong? StartTimeOf(int pid)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat");
        using SystemFile file = SystemFile.Read(path, path);
        // The name, in parentheses, may hold anything.
        int end = file.Content.LastIndexOf((byte)')');
        if (end < 0)
            return null;
        const int FieldsBetween = 19;
        var fields = new FieldCursor(file.Content[(end + 1)..]);
        for (int i = 0; i < FieldsBetween; i++)
            fields.Next();
        return fields.TryNext(out long start) ? unchecked((ulong)start) : null;
    }

    // "pid:[4026531836]"
    private static ulong OwnNamespace()
    {
        string target = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        int open = target.IndexOf('[', StringComparison.Ordinal);
        return open >= 0 && ulong.TryParse(target.AsSpan(open + 1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode) ? inode : 0;
    }
}
