using System.Diagnostics;

namespace OomTools.Live.Tests;

/// <summary>debugfs: where it is mounted, or mounted for the time of a test.</summary>
internal sealed class DebugFileSystem : IDisposable
{
    private readonly bool _isOurs;

    private DebugFileSystem(string path, bool isOurs)
    {
        Path = path;
        _isOurs = isOurs;
    }

    public string Path { get; }

    /// <summary>Finds or mounts it; skips the test where that cannot be done.</summary>
    public static DebugFileSystem Open()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("debugfs needs root on Linux.");
        string? mounted = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).FirstOrDefault(fields => fields[2] == "debugfs")?[1];
        if (mounted is not null)
            return new DebugFileSystem(mounted, false);

        string folder = Directory.CreateTempSubdirectory("oomtools-debugfs-").FullName;
        if (Run("mount", "-t", "debugfs", "none", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("debugfs cannot be mounted here.");
        }

        return new DebugFileSystem(folder, true);
    }

    public void Dispose()
    {
        if (!_isOurs)
            return;
        Assert.Equal(0, Run("umount", Path));
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
