namespace OomTools.Oom;

/// <summary>How a report without a victim ends.</summary>
internal static class OutcomeLines
{
    /// <summary>A panic because memory ran out: panic_on_oom, no killable process, deadlocked on memory.</summary>
    public static bool IsMemoryPanic(ReadOnlySpan<byte> line) =>
        line.StartsWith("Kernel panic - not syncing: "u8)
        && (line.IndexOf("ut of memory"u8) > 0 || line.IndexOf("deadlocked on memory"u8) > 0);

    /// <summary>The kernel's own words behind "Kernel panic - not syncing: ".</summary>
    public static ReadOnlySpan<byte> PanicReason(ReadOnlySpan<byte> line) =>
        line.Length > 28 ? line[28..].TrimEnd((byte)' ') : default;
}
