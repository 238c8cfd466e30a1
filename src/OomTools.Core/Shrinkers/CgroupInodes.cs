using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>
/// Paths of cgroups by the inode numbers of their directories, by which the kernel names them to shrinkers. The hierarchy is
/// walked once, when the first path is asked for. A copied tree has inode numbers of its own: there only the root is known.
/// </summary>
internal sealed class CgroupInodes(SystemRoot root)
{
    private const long Root = 1;

    private Dictionary<long, string>? _paths;

    /// <summary>The path from the hierarchy's root; null when no cgroup has this number (any more).</summary>
    public string? PathOf(long inode)
    {
        _paths ??= Walk();
        return _paths.GetValueOrDefault(inode);
    }

    private Dictionary<long, string> Walk()
    {
        // The root of a hierarchy is inode 1; shrinkers that know no cgroups say 0 on kernels without them.
        var paths = new Dictionary<long, string> { [Root] = "/", [0] = "/" };
        if (!root.IsLive || CgroupHierarchy.Find(root) is not { } hierarchy)
            return paths;
        var pending = new Stack<string>();
        pending.Push(hierarchy.MountPoint);
        while (pending.TryPop(out string? directory))
        {
            if (NativeFile.Identity(directory) is { } file)
                paths[unchecked((long)file.Inode)] = hierarchy.PathOf(directory);
            try
            {
                foreach (string child in Directory.EnumerateDirectories(directory))
                    pending.Push(child);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Cgroups come and go.
                continue;
            }
        }
        return paths;
    }
}
