using System.Globalization;

namespace OomTools.Tracing;

/// <summary>
/// Where tracefs is: <c>/sys/kernel/tracing</c> or wherever it is mounted. Where it is not, it is mounted for this object alone
/// (since 5.2): no other process sees that mount, and nothing is left of it, however the process ends. Older kernels have
/// <c>/sys/kernel/debug/tracing</c>.
/// </summary>
internal sealed class TraceFileSystem : IDisposable
{
    public const string UsualPath = "/sys/kernel/tracing";
    private const string Type = "tracefs";
    private const string InstancesName = "instances";

    private int _mount;

    /// <summary>Uses a directory as it is.</summary>
    public TraceFileSystem(string path)
        : this(path, -1)
    {
    }

    private TraceFileSystem(string path, int mount)
    {
        Path = path;
        _mount = mount;
    }

    /// <summary>Its directory.</summary>
    public string Path { get; }

    /// <summary>Whether it was mounted for this object alone.</summary>
    public bool IsPrivate => _mount >= 0;

    /// <summary>The directory of instances.</summary>
    public string Instances => $"{Path}/{InstancesName}";

    /// <summary>CPUs that have a buffer.</summary>
    public int CountCpus() => Directory.Exists(Path + "/per_cpu") ? Directory.GetDirectories(Path + "/per_cpu", "cpu*").Length : 1;

    /// <summary>Finds it or mounts it.</summary>
    /// <exception cref="TraceException">This user may not, or there is none.</exception>
    public static TraceFileSystem Open()
    {
        if (MountPoint.Find(Type, UsualPath) is { } mounted)
            return Check(new TraceFileSystem(mounted));
        if (!Environment.IsPrivilegedProcess)
            throw new TraceException(TraceFailure.AccessDenied, UsualPath, "Only root may trace the kernel.");
        int mount = TraceNative.MountDetached(Type);
        if (mount >= 0)
            return Check(new TraceFileSystem(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{mount}"), mount));
        if (MountPoint.Find("debugfs", "/sys/kernel/debug") is { } debug && Directory.Exists($"{debug}/tracing/{InstancesName}"))
            return new TraceFileSystem(debug + "/tracing");
        throw new TraceException(TraceFailure.NotMounted, UsualPath, "tracefs is not mounted.");
    }

    public void Dispose()
    {
        int mount = Interlocked.Exchange(ref _mount, -1);
        if (mount >= 0)
            _ = TraceNative.Close(mount);
    }

    private static TraceFileSystem Check(TraceFileSystem found)
    {
        try
        {
            // A directory that may not be searched looks as if it were empty; listing says why.
            using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(found.Path).GetEnumerator();
            entries.MoveNext();
            if (Directory.Exists(found.Instances))
                return found;
            throw new TraceException(TraceFailure.NotSupported, found.Instances, "This kernel's tracing has no instances (they came with 3.10).");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            found.Dispose();
            throw TraceException.Of(found.Path, error);
        }
    }
}
