namespace OomTools.Procfs;

/// <summary>The cgroups of a hierarchy: its directories.</summary>
internal static class CgroupTree
{
    // A container host has hundreds; a runaway or hostile tree has no end.
    private const int MostCgroups = 10_000;

    // Deeper than any kernel nests by default (cgroup.max.depth is set by hand).
    private const int Deepest = 32;

    /// <summary>Paths of the cgroups directly below the one that <paramref name="path"/> begins with.</summary>
    public static IEnumerable<string> Children(SystemRoot root, CgroupHierarchy hierarchy, string path)
    {
        string parent = path[..(path.LastIndexOf('/') + 1)].TrimEnd('/');
        return hierarchy.DirectoryOf(parent) is { } directory
            ? Names(root, directory).Select(name => $"{parent}/{name}")
            : [];
    }

    /// <summary>All cgroups below the root of the hierarchy, parents first.</summary>
    public static List<string> All(SystemRoot root, CgroupHierarchy hierarchy)
    {
        var paths = new List<string>();
        var pending = new Queue<(string Path, int Depth)>([("", 0)]);
        while (paths.Count < MostCgroups && pending.TryDequeue(out (string Path, int Depth) parent))
        {
            foreach (string name in Names(root, hierarchy.MountPoint + parent.Path))
            {
                string path = $"{parent.Path}/{name}";
                paths.Add(path);
                if (parent.Depth < Deepest)
                    pending.Enqueue((path, parent.Depth + 1));
            }
        }

        return paths;
    }

    private static string[] Names(SystemRoot root, string directory)
    {
        try
        {
            if (root.Resolve(directory) is not { } hostPath)
                return [];
            // A captured tree could lead in circles with links; a cgroup is never one.
            return new DirectoryInfo(hostPath).EnumerateDirectories()
                .Where(entry => entry.LinkTarget is null).Take(MostCgroups).Select(entry => entry.Name).Order(StringComparer.Ordinal).ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
