namespace OomTools.Procfs;

/// <summary><c>/proc/PID/stat</c>: when a process started, which tells it from another that had its number before. World-readable.</summary>
internal static class ProcessStat
{
    // Ticks (USER_HZ) are the same on all architectures .NET runs on.
    private const double TicksPerSecond = 100;

    // starttime is the 22nd field, the 20th after the name.
    private const int StartTimeField = 20;

    /// <summary>Seconds between boot and the start; null when the text is none of this file.</summary>
    public static double? StartSeconds(ReadOnlySpan<byte> text)
    {
        // The name stands in parentheses and may contain any.
        int name = text.LastIndexOf((byte)')');
        if (name < 0)
            return null;
        var fields = new FieldCursor(text[(name + 1)..]);
        for (int i = 1; i < StartTimeField; i++)
            fields.Next();
        return fields.TryNext(out long ticks) && ticks >= 0 ? ticks / TicksPerSecond : null;
    }

    /// <summary>When a process started (UTC); null when it is gone, or a capture does not tell.</summary>
    public static DateTime? ReadStart(SystemRoot root, int pid)
    {
        using SystemFile file = root.Read(FormattableString.Invariant($"/proc/{pid}/stat"));
        return At(root, StartSeconds(file.Content));
    }

    /// <summary>The time so long after boot (UTC).</summary>
    public static DateTime? At(SystemRoot root, double? seconds) =>
        root.BootTime is { } boot && seconds is < uint.MaxValue and { } since ? boot.AddSeconds(since) : null;
}
