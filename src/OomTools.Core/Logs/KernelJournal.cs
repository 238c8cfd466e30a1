using System.Globalization;

namespace OomTools.Logs;

/// <summary>The kernel's messages in the systemd journal, read by journalctl.</summary>
internal static class KernelJournal
{
    private const string Program = "journalctl";

    /// <summary>This machine's journal of one boot.</summary>
    /// <param name="boot">0 is this boot, -1 the one before, 1 the oldest known; or a boot's id.</param>
    /// <exception cref="ProgramMissingException">There is no journalctl.</exception>
    /// <remarks>Reading to the end throws <see cref="JournalException"/> when journalctl complained.</remarks>
    public static Stream Open(string boot = "0") => Start(["-k", "-b", boot]);

    /// <inheritdoc cref="Open(string)"/>
    public static Stream Open(int boot) => Open(boot.ToString(CultureInfo.InvariantCulture));

    /// <summary>A captured journal.</summary>
    /// <param name="folder">The folder that holds journal files or the machine's folder with them: var/log/journal of a captured tree.</param>
    /// <param name="boot">As above; null for all boots.</param>
    public static Stream OpenFolder(string folder, string? boot = null)
    {
        // -k alone would mean this machine's boot; the match is what it stands for.
        string[] source = ["-D", Path.GetFullPath(folder), "_TRANSPORT=kernel"];
        return Start(boot is null ? source : [.. source, "-b", boot]);
    }

    /// <summary>This machine's journal of one boot, then a line that names its last entry for <see cref="OpenAfter"/>.</summary>
    public static Stream OpenNamed(string boot = "0") => Start(["-k", "-b", boot, "--show-cursor"]);

    /// <summary>What this machine's journal holds behind an entry, of this boot and later ones; then a line that names the last entry.</summary>
    public static Stream OpenAfter(string cursor) => Start(["_TRANSPORT=kernel", "--after-cursor=" + cursor, "--show-cursor"]);

    /// <summary>What this machine's journal holds since a time, of all boots.</summary>
    public static Stream OpenSince(DateTime time) =>
        Start(["_TRANSPORT=kernel", string.Create(CultureInfo.InvariantCulture, $"--since=@{new DateTimeOffset(time).ToUnixTimeSeconds()}")]);

    private static ProgramStream Start(string[] arguments) => ProgramStream.Start(
        Program,
        [.. arguments, "-o", "export", "--no-pager", "-q"], // export: all of every field, binary safe, since the first version
        "Reading the journal",
        (code, error) => code == 0 ? null : new JournalException(error.Length > 0 ? error : $"{Program} ended with code {code}"));
}
