using System.Globalization;

namespace OomTools.Logs;

/// <summary>
/// Finds the kernel logs in a captured tree: a sosreport, a copy of a machine's files, a mounted image, a folder of our own captures.
/// </summary>
/// <remarks>
/// One machine writes the same lines to many files. Of the running system's logs the first kind below that exists is taken, because
/// it reaches back furthest: kern.log, messages, syslog (each with its rotated predecessors), the journal's files, journalctl's
/// output, a captured console or follower, a dump of the ring buffer. What a crash left behind (pstore, vmcore-dmesg) is always
/// taken: the system could not write it anywhere else.
/// </remarks>
internal static class LogRoot
{
    private static readonly string[] s_rotated = ["var/log/kern.log", "var/log/messages", "var/log/syslog"];

    private static readonly string[] s_journals = ["var/log/journal", "run/log/journal"];

    /// <summary>Text logs, each a folder and a pattern, best first.</summary>
    private static readonly (string Folder, string Pattern)[] s_single =
    [
        ("sos_commands/logs", "journalctl*"),
        (".", "console.log"),
        (".", "kmsg-follow.txt"),
        (".", "kmsg.txt"),
        (".", "dmesg.txt"),
        ("sos_commands/kernel", "dmesg*"),
        ("var/log", "dmesg"),
        (".", "messages.txt"),
        (".", "dmesg"),
    ];

    /// <summary>The logs under a folder, in the order in which they were written.</summary>
    public static IReadOnlyList<LogSource> Find(string root)
    {
        var sources = new List<LogSource>();
        AddCrashes(root, sources);
        AddRunning(root, sources);
        return sources;
    }

    private static void AddRunning(string root, List<LogSource> sources)
    {
        foreach (string log in s_rotated)
        {
            string[] files = Rotated(Path.Combine(root, log));
            if (files.Length == 0)
                continue;
            sources.AddRange(files.Select(file => new LogFileSource(file)));
            return;
        }

        foreach (string folder in s_journals.Select(folder => Path.Combine(root, folder)))
        {
            if (!Files(folder, "*.journal", SearchOption.AllDirectories).Any())
                continue;
            sources.Add(new JournalFolderSource(folder));
            return;
        }

        foreach ((string folder, string pattern) in s_single)
        {
            // Of several outputs of one command the largest is the most complete.
            string? best = Files(Path.GetFullPath(Path.Combine(root, folder)), pattern, SearchOption.TopDirectoryOnly)
                .OrderByDescending(Length).ThenBy(file => file, StringComparer.Ordinal).FirstOrDefault(file => Length(file) > 0);
            if (best is null)
                continue;
            sources.Add(new LogFileSource(best));
            return;
        }
    }

    private static void AddCrashes(string root, List<LogSource> sources)
    {
        sources.AddRange(Files(Path.Combine(root, "var/crash"), "vmcore-dmesg.txt", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => new LogFileSource(file)));

        // systemd-pstore moves the parts away and puts them together in dmesg.txt.
        var moved = Files(Path.Combine(root, "var/lib/systemd/pstore"), "dmesg*", SearchOption.AllDirectories)
            .GroupBy(Path.GetDirectoryName).OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (IGrouping<string?, string> folder in moved)
        {
            string? whole = folder.FirstOrDefault(file => Path.GetFileName(file) == "dmesg.txt" && Length(file) > 0);
            if (whole is null)
                sources.AddRange(PstoreParts.Group(folder));
            else
                sources.Add(new LogFileSource(whole));
        }

        sources.AddRange(PstoreParts.Group(Files(Path.Combine(root, "sys/fs/pstore"), "dmesg-*", SearchOption.TopDirectoryOnly)));
    }

    /// <summary>A log and its predecessors, oldest first: <c>.4.gz .3.gz .2.gz .1</c> or <c>-20261115 -20261122.xz</c>, then itself.</summary>
    private static string[] Rotated(string log)
    {
        string name = Path.GetFileName(log);
        return Files(Path.GetDirectoryName(log)!, name + "*", SearchOption.TopDirectoryOnly)
            .Select(file => (File: file, Age: Age(Path.GetFileName(file)[name.Length..])))
            .Where(entry => entry.Age is not null && Length(entry.File) > 0)
            .OrderByDescending(entry => entry.Age)
            .Select(entry => entry.File)
            .ToArray();
    }

    /// <summary>How old a file is by what follows the log's name: larger is older, 0 the log itself; null when it is another file.</summary>
    private static long? Age(string suffix)
    {
        foreach (string compressed in (string[])[".gz", ".xz", ".zst", ".bz2", ".lz4"])
        {
            if (suffix.EndsWith(compressed, StringComparison.Ordinal))
                suffix = suffix[..^compressed.Length];
        }

        if (suffix.Length == 0)
            return 0;
        string digits = suffix[1..].Replace("-", string.Empty, StringComparison.Ordinal);
        if (suffix[0] is not ('.' or '-') || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return null;
        // A date: the later, the younger; and any date is younger than nothing else here.
        return number >= 19700101 ? long.MaxValue - number : number;
    }

    private static IEnumerable<string> Files(string folder, string pattern, SearchOption depth)
    {
        if (!Directory.Exists(folder))
            return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = depth == SearchOption.AllDirectories,
            IgnoreInaccessible = true,
            MatchCasing = MatchCasing.CaseSensitive,
            AttributesToSkip = FileAttributes.None,
            MaxRecursionDepth = 8,
        };
        return Directory.EnumerateFiles(folder, pattern, options);
    }

    private static long Length(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
