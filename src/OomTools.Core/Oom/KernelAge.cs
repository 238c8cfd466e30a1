using System.Globalization;

namespace OomTools.Oom;

/// <summary>What a kernel release is known to print. Vendor kernels carry newer formats than their number says.</summary>
internal static class KernelAge
{
    /// <summary>Task tables with a cpu column: 2.6.32 to 3.4, el6.</summary>
    public static bool IsBefore36(string? release) => Number(release) is > 0 and < 306;

    /// <summary>Cgroup statistics are printed since 3.10.</summary>
    public static bool PrintsCgroupStatistics(string? release) => Number(release) >= 310;

    /// <summary>The oom-kill: line, since 5.0 and el8.</summary>
    public static bool PrintsSummary(string? release) =>
        Number(release) >= 500 || Number(release) == 418 && release!.Contains(".el8", StringComparison.Ordinal);

    /// <summary>4.11 to 4.20 print "nodemask=(null)" for none; 4.9 and 4.10 the nodes that the task may use.</summary>
    public static bool PrintsNullNodeMask(string? release) => Number(release) is >= 411;

    /// <summary>"4.18.0-348.el8" is 418; 0 without a release.</summary>
    private static int Number(string? release)
    {
        if (release is null)
        {
            return 0;
        }

        int dot = release.IndexOf('.', StringComparison.Ordinal);
        int end = dot + 1;
        while (end < release.Length && char.IsAsciiDigit(release[end]))
        {
            end++;
        }

        return dot > 0
            && int.TryParse(release.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(release.AsSpan(dot + 1, end - dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
                ? Math.Min(major, 1000) * 100 + Math.Min(minor, 99)
                : 0;
    }
}
