using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// Where kernel files are read: this machine, a mounted image, a sosreport or a captured tree. Paths are the kernel's
/// (<c>/proc/slabinfo</c>); the root decides where they lie.
/// </summary>
internal sealed class SystemRoot
{
    private const int DefaultPageSize = 4096;

    // A sosreport keeps some kernel files only as the output of a command.
    private static readonly (string Path, string Alternative)[] s_alternatives =
    [
        ("/proc/version", "/sos_commands/kernel/uname_-a"),
        ("/proc/modules", "/sos_commands/kernel/lsmod"),
    ];

    private readonly Lazy<int> _pageSize;
    private readonly Lazy<DateTime?> _bootTime;
    private readonly Lazy<string?> _kernelRelease;
    private readonly Lazy<int> _cpuCount;

    public SystemRoot(string path = "/")
    {
        Path = System.IO.Path.GetFullPath(path);
        IsLive = OperatingSystem.IsLinux() && Path == "/";
        _pageSize = new Lazy<int>(() => IsLive ? Environment.SystemPageSize : CapturedPageSize.Infer(this) ?? DefaultPageSize);
        _bootTime = new Lazy<DateTime?>(ReadBootTime);
        _kernelRelease = new Lazy<string?>(ReadKernelRelease);
        _cpuCount = new Lazy<int>(() => OnlineCpus.Count(this));
    }

    /// <summary>The root's directory on this machine.</summary>
    public string Path { get; }

    /// <summary>Whether this is the running machine.</summary>
    public bool IsLive { get; }

    /// <summary>Bytes of a base page: asked of the machine, or inferred from the capture's own numbers; 4096 without any.</summary>
    public int PageSize => _pageSize.Value;

    /// <summary>When the machine booted (UTC), from <c>btime</c> of /proc/stat; null where that is not captured.</summary>
    public DateTime? BootTime => _bootTime.Value;

    /// <summary>CPUs that are online; 1 where that is not captured.</summary>
    public int CpuCount => _cpuCount.Value;

    /// <summary>Kernel release (<c>uname -r</c>) from /proc/version; null where that is not captured.</summary>
    public string? KernelRelease => _kernelRelease.Value;

    /// <summary>Reads a file to its end. Never throws; the result says why there is nothing.</summary>
    public SystemFile Read(string path)
    {
        SystemFile file = ReadExactly(path);
        if (IsLive || file.Status != SystemFileStatus.Missing)
            return file;
        foreach ((string name, string alternative) in s_alternatives)
        {
            if (name == path)
                return ReadExactly(alternative);
        }
        return file;
    }

    /// <summary>Where a file of the kernel lies on this machine; null when a capture's links lead nowhere.</summary>
    public string? Resolve(string path)
    {
        if (path.Contains('\0'))
            return null;
        return IsLive ? path : CapturePath.Resolve(Path, path);
    }

    /// <summary>Whether a file or directory is there and may be looked up.</summary>
    public bool Exists(string path) => Resolve(path) is { } hostPath && System.IO.Path.Exists(hostPath);

    /// <summary>Whether a directory is there, and this user may not look into it.</summary>
    public bool IsDenied(string path)
    {
        try
        {
            if (Resolve(path) is { } hostPath)
                _ = Directory.EnumerateFileSystemEntries(hostPath).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Names in a directory; empty when it cannot be listed.</summary>
    public string[] List(string path)
    {
        try
        {
            if (Resolve(path) is not { } hostPath)
                return [];
            return Array.ConvertAll(Directory.GetFileSystemEntries(hostPath), entry => System.IO.Path.GetFileName(entry)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private SystemFile ReadExactly(string path)
    {
        if (Resolve(path) is not { } hostPath)
            return new SystemFile(path, SystemFileStatus.Failed, "The path leads nowhere.");
        if (!IsLive && System.IO.Path.Exists(hostPath) && !NativeFile.IsRegular(hostPath))
            return new SystemFile(path, SystemFileStatus.Failed, "Not a plain file.");
        return SystemFile.Read(path, hostPath);
    }

    private DateTime? ReadBootTime()
    {
        using SystemFile file = Read("/proc/stat");
        foreach (ReadOnlySpan<byte> line in new LineCursor(file.Content))
        {
            var fields = new FieldCursor(line);
            if (fields.Next().SequenceEqual("btime"u8) && fields.TryNext(out long seconds) && seconds is > 0 and < uint.MaxValue)
                return DateTime.UnixEpoch.AddSeconds(seconds);
        }
        return null;
    }

    // "Linux version <release> (…" or, of uname -a, "Linux <host> <release> #1 …".
    private string? ReadKernelRelease()
    {
        using SystemFile file = Read("/proc/version");
        var fields = new FieldCursor(file.Content);
        if (!fields.Next().SequenceEqual("Linux"u8))
            return null;
        fields.Next();
        ReadOnlySpan<byte> release = fields.Next();
        return release.IsEmpty ? null : Encoding.UTF8.GetString(release);
    }
}
