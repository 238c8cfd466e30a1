using OomTools.Tests.Captures;

namespace OomTools.Tests.Following;

/// <summary>A report of a cgroup kill on a console: worker (520), and with it sidecar (512) and the workers 518 and 519.</summary>
internal static class GroupKill
{
    // As an editor numbers the capture's lines: the header, and what follows the last kill.
    private const int First = 372;
    private const int Behind = 482;

    /// <summary>Its lines, from the header to the last kill line.</summary>
    public static string[] Lines { get; } = Read();

    public static string Text { get; } = Join(Lines);

    /// <summary>So many lines that a report of them is past its task table, but not at its kill.</summary>
    public static int Half => Array.FindIndex(Lines, line => line.Contains("oom-kill:", StringComparison.Ordinal));

    public static string Join(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string[] Read()
    {
        string[] lines = File.ReadAllLines(CaptureFiles.Fixture("6.12.107+deb13-amd64/memcg-group-kill/console.log"))[(First - 1)..(Behind - 1)];
        Assert.Contains("invoked oom-killer", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("Killed process 519", StringComparison.Ordinal));
        return lines;
    }
}
