namespace OomTools.Procfs;

/// <summary>
/// Which cgroup dies as a whole when one of its processes is chosen: the outermost one with memory.oom.group, from the process's own up to
/// the one whose limit is hit. v2 only, since 4.19. Source: <c>mem_cgroup_get_oom_group</c> in mm/memcontrol.c.
/// </summary>
internal sealed class OomGroups(SystemRoot root, CgroupHierarchy? hierarchy, string? domain)
{
    private readonly Dictionary<string, bool> _isGroup = [];
    private readonly Dictionary<string, string?> _groups = [];

    /// <summary>The group of a process in a cgroup; null for none.</summary>
    public string? Of(string? cgroupPath)
    {
        if (hierarchy is not { Version: 2 } || string.IsNullOrEmpty(cgroupPath))
            return null;
        if (!_groups.TryGetValue(cgroupPath, out string? group))
            _groups.Add(cgroupPath, group = Find(cgroupPath));
        return group;
    }

    private string? Find(string cgroupPath)
    {
        string? group = null;
        string path = cgroupPath;
        while (path.Length > 1)
        {
            if (IsGroup(path))
                group = path;
            if (path == domain)
                break;
            path = path[..Math.Max(0, path.LastIndexOf('/'))];
        }

        return group;
    }

    private bool IsGroup(string path)
    {
        if (_isGroup.TryGetValue(path, out bool known))
            return known;
        bool isGroup = false;
        if (hierarchy!.DirectoryOf(path) is { } directory)
        {
            using SystemFile file = root.Read(directory + "/memory.oom.group");
            isGroup = KernelNumber.TryParsePrefix(file.Content, out long value) && value != 0;
        }

        _isGroup.Add(path, isGroup);
        return isGroup;
    }
}
