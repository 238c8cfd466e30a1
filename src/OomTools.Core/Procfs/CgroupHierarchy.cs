using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// Where the cgroups' memory files are: the v1 hierarchy with the memory controller where it is mounted, else the unified one.
/// Source: <c>/proc/self/mountinfo</c>; captures without it have the usual places.
/// </summary>
internal sealed class CgroupHierarchy
{
    private const string MountInfo = "/proc/self/mountinfo";

    private CgroupHierarchy(int version, string mountPoint, string mountRoot)
    {
        Version = version;
        MountPoint = mountPoint;
        MountRoot = mountRoot;
    }

    /// <summary>1 or 2.</summary>
    public int Version { get; }

    /// <summary>Where the hierarchy is mounted.</summary>
    public string MountPoint { get; }

    /// <summary>The cgroup that is mounted there: not the root inside a container.</summary>
    public string MountRoot { get; }

    /// <summary>Finds the hierarchy; null when none is mounted, or none with memory files.</summary>
    public static CgroupHierarchy? Find(SystemRoot root) => Find(root, false);

    /// <summary>Finds the unified hierarchy, which may be mounted beside those of v1 and then has no memory controller.</summary>
    public static CgroupHierarchy? FindUnified(SystemRoot root) => Find(root, true) is { Version: 2 } hierarchy ? hierarchy : null;

    private static CgroupHierarchy? Find(SystemRoot root, bool isUnified)
    {
        CgroupHierarchy? unified = null;
        using (SystemFile file = root.Read(MountInfo))
        {
            foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
            {
                if (ParseMount(line) is not { } mount || !root.Exists(mount.MountPoint))
                    continue;
                if (mount.Version == 1 && isUnified)
                    continue;
                if (mount.Version == 1)
                    return mount;
                unified ??= mount;
            }
        }
        if (unified is not null)
            return unified;
        if (isUnified && root.Exists("/sys/fs/cgroup/unified/cgroup.controllers"))
            return new CgroupHierarchy(2, "/sys/fs/cgroup/unified", "/");
        if (root.Exists("/sys/fs/cgroup/memory/memory.usage_in_bytes"))
            return new CgroupHierarchy(1, "/sys/fs/cgroup/memory", "/");
        return root.Exists("/sys/fs/cgroup") ? new CgroupHierarchy(2, "/sys/fs/cgroup", "/") : null;
    }

    /// <summary>
    /// The directory of a cgroup, given as a path from the hierarchy's root or as its directory. Null for a path that leads out
    /// of the hierarchy, as those of processes outside of this cgroup namespace do.
    /// </summary>
    public string? DirectoryOf(string cgroupPath)
    {
        string path = PathOf(cgroupPath);
        foreach (string name in path.Split('/'))
        {
            if (name == "..")
                return null;
        }
        if (MountRoot != "/" && StartsWith(path, MountRoot))
            path = path[MountRoot.Length..];
        return path is "/" or "" ? MountPoint : MountPoint + path;
    }

    /// <summary>The path from the hierarchy's root, for a path or a directory.</summary>
    public string PathOf(string cgroupPath)
    {
        string path = '/' + cgroupPath.Trim('/');
        if (StartsWith(path, MountPoint))
            path = path[MountPoint.Length..];
        return path.Length == 0 ? "/" : path;
    }

    /// <summary>
    /// The path as <c>/proc/PID/cgroup</c> names it. Where only a part of the hierarchy is mounted, as in a container, a directory's path
    /// begins at that part.
    /// </summary>
    public string ProcessPathOf(string cgroupPath)
    {
        string path = PathOf(cgroupPath);
        if (MountRoot == "/" || StartsWith(path, MountRoot))
            return path;
        return path == "/" ? MountRoot : MountRoot + path;
    }

    /// <summary>The cgroup above; the root is above itself.</summary>
    public static string ParentOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))] is { Length: > 0 } parent ? parent : "/";

    private static bool StartsWith(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');

    // 35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:1 - cgroup cgroup rw,memory
    private static CgroupHierarchy? ParseMount(ReadOnlySpan<byte> line)
    {
        var fields = new FieldCursor(line);
        fields.Next();
        fields.Next();
        fields.Next();
        ReadOnlySpan<byte> mountRoot = fields.Next();
        ReadOnlySpan<byte> mountPoint = fields.Next();
        ReadOnlySpan<byte> field;
        do
        {
            field = fields.Next();
        }
        while (!field.IsEmpty && !field.SequenceEqual("-"u8));
        ReadOnlySpan<byte> type = fields.Next();
        fields.Next();
        ReadOnlySpan<byte> options = fields.Next();
        if (type.SequenceEqual("cgroup2"u8))
            return new CgroupHierarchy(2, Unescape(mountPoint), Unescape(mountRoot));
        if (type.SequenceEqual("cgroup"u8) && HasOption(options, "memory"u8))
            return new CgroupHierarchy(1, Unescape(mountPoint), Unescape(mountRoot));
        return null;
    }

    private static bool HasOption(ReadOnlySpan<byte> options, ReadOnlySpan<byte> option)
    {
        while (!options.IsEmpty)
        {
            int comma = options.IndexOf((byte)',');
            if ((comma < 0 ? options : options[..comma]).SequenceEqual(option))
                return true;
            options = comma < 0 ? default : options[(comma + 1)..];
        }
        return false;
    }

    // Blanks and backslashes are octal: \040.
    private static string Unescape(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text)
        .Replace("\\040", " ", StringComparison.Ordinal)
        .Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal);
}
