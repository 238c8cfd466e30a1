namespace OomTools.Procfs;

/// <summary>
/// Where the pressure of a cgroup is: <c>memory.pressure</c> in the unified hierarchy, also on machines whose memory controller
/// is that of v1. Since 4.20; hidden without PSI, and since 6.1 where <c>cgroup.pressure</c> is 0.
/// </summary>
internal static class CgroupPressure
{
    /// <summary>The cgroup's file, whether it is there or not; null where no unified hierarchy is mounted or the path leads out of it.</summary>
    public static string? FileOf(SystemRoot root, string cgroupPath, out string cgroup, out bool exists)
    {
        CgroupHierarchy? hierarchy = CgroupHierarchy.FindUnified(root);
        cgroup = hierarchy?.PathOf(cgroupPath) ?? cgroupPath;
        string? directory = hierarchy?.DirectoryOf(cgroupPath);
        exists = directory is not null && root.Exists(directory);
        return directory is null ? null : directory + "/memory.pressure";
    }
}
