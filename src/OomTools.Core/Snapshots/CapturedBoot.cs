using OomTools.Procfs;

namespace OomTools.Snapshots;

/// <summary>
/// Whether a report in a captured tree is of the boot during which the tree's system files were captured. Logs reach back over many boots;
/// what cannot be shown to be of that one is taken for another's.
/// </summary>
internal static class CapturedBoot
{
    // btime is in seconds, and moves when the clock is set.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(1);

    // Where what a crash left behind is kept.
    private static readonly string[] s_crashes = ["/var/crash/", "/pstore/"];

    /// <summary>Whether it is.</summary>
    public static bool Has(SystemRoot root, OomReport report)
    {
        if (report.Source is not { } source || Array.Exists(s_crashes, folder => source.Contains(folder, StringComparison.Ordinal)))
            return false;
        if (report.KernelVersion is { } kernel && root.KernelRelease is { } release && kernel != release)
            return false;
        TimeSpan? uptime = Uptime.Read(root);
        if (report.Time is { } time && root.BootTime is { } boot)
            return time >= boot - s_slack && !(time > boot + uptime + s_slack);
        // A dump of the ring buffer is of one boot: the one that was running, if it fits.
        return IsRingBuffer(source) && report.Uptime <= uptime + s_slack;
    }

    private static bool IsRingBuffer(string source)
    {
        string name = Path.GetFileName(source);
        return name.StartsWith("dmesg", StringComparison.Ordinal) || name.StartsWith("kmsg", StringComparison.Ordinal);
    }
}
