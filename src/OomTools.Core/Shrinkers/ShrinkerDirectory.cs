using System.Globalization;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>
/// <c>/sys/kernel/debug/shrinker</c>: one directory a shrinker, named <c>NAME-ID</c>, that comes and goes with it.
/// </summary>
internal sealed class ShrinkerDirectory
{
    private const string DebugPath = "/sys/kernel/debug";

    private readonly SystemRoot _root;

    private ShrinkerDirectory(SystemRoot root, string path, ShrinkerSource source, (string Name, int Id)[] entries)
    {
        _root = root;
        Path = path;
        Source = source;
        Entries = entries;
    }

    /// <summary>The directory, as the kernel names it.</summary>
    public string Path { get; }

    /// <summary>Whether the shrinkers are to be seen, or why not.</summary>
    public ShrinkerSource Source { get; }

    /// <summary>The shrinkers, by id.</summary>
    public (string Name, int Id)[] Entries { get; }

    /// <summary>Lists the shrinkers. Costs next to nothing: what they could free is not asked.</summary>
    public static ShrinkerDirectory Open(SystemRoot root)
    {
        string debug = DebugPath;
        if (root.IsLive)
        {
            if (MountPoint.Find("debugfs", DebugPath) is not { } mounted)
                return new ShrinkerDirectory(root, DebugPath, ShrinkerSource.NotMounted, []);
            debug = mounted;
        }
        string path = debug + "/shrinker";
        try
        {
            return root.Resolve(path) is { } hostPath
                ? new ShrinkerDirectory(root, path, ShrinkerSource.Found, List(hostPath))
                : new ShrinkerDirectory(root, path, ShrinkerSource.NotCaptured, []);
        }
        catch (UnauthorizedAccessException)
        {
            return new ShrinkerDirectory(root, path, ShrinkerSource.AccessDenied, []);
        }
        catch (IOException)
        {
            return new ShrinkerDirectory(root, path, root.IsLive ? ShrinkerSource.NotSupported : ShrinkerSource.NotCaptured, []);
        }
    }

    /// <summary>The directory of one shrinker, with its files <c>count</c> and <c>scan</c>.</summary>
    public string PathOf(string name, int id) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{name}-{id}");

    /// <summary>
    /// Asks a shrinker what it could free, for each cgroup and node: its count callback runs for every one of them. Null when it has
    /// vanished meanwhile, as shrinkers do with their file systems.
    /// </summary>
    public ShrinkerCount[]? Count(string name, int id)
    {
        using SystemFile file = _root.Read(PathOf(name, id) + "/count");
        return file.Status == SystemFileStatus.Ok ? ShrinkerCount.Parse(file.Content) : null;
    }

    private static (string Name, int Id)[] List(string hostPath)
    {
        var entries = new List<(string Name, int Id)>();
        foreach (string directory in Directory.EnumerateDirectories(hostPath))
        {
            if (Split(System.IO.Path.GetFileName(directory)) is { } entry)
                entries.Add(entry);
        }
        entries.Sort((left, right) => left.Id.CompareTo(right.Id));
        return [.. entries];
    }

    // The name itself may hold "-": sb-ext4:dm-0-28.
    internal static (string Name, int Id)? Split(string entry)
    {
        int dash = entry.LastIndexOf('-');
        return dash > 0 && int.TryParse(entry.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? (entry[..dash], id)
            : null;
    }
}
