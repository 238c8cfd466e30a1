using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>
/// Writes to files that make the kernel do something. .NET's own streams would create or truncate them, and hide error numbers
/// that mean something here.
/// </summary>
internal static class KernelKnob
{
    // O_WRONLY | O_CLOEXEC, the same numbers on every architecture .NET runs on.
    private const int WriteOnly = 0x80001;

    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int NoProcess = 3;
    private const int TryAgain = 11;
    private const int AccessDenied = 13;
    private const int NoDevice = 19;
    private const int ReadOnlyFileSystem = 30;

    // What statfs says of the file systems that are the kernel itself.
    private static readonly string[] s_kernelFileSystems = ["proc", "sysfs", "debugfs", "tracefs", "cgroupfs", "cgroup2fs", "cgroup", "cgroup2", "securityfs", "sysctl"];

    /// <summary>
    /// Writes a text in one piece. The kernel may work on it for seconds; a wait that is cancelled ends at once, and the kernel
    /// finishes by itself.
    /// </summary>
    /// <param name="root">Where the kernel's files lie.</param>
    /// <param name="path">The file, as the kernel names it.</param>
    /// <param name="text">What to write.</param>
    /// <param name="allowPlainFile">Whether a plain file of a captured tree may be written.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static KnobResult Write(SystemRoot root, string path, string text, bool allowPlainFile, CancellationToken cancellation)
    {
        if (root.Resolve(path) is not { } hostPath || !System.IO.Path.Exists(hostPath))
            return new KnobResult(KnobStatus.Missing);
        bool isKernel = root.IsLive || IsKernelFile(hostPath);
        if (!isKernel && !(allowPlainFile && NativeFile.IsRegular(hostPath)))
            return new KnobResult(KnobStatus.NotKernel);
        if (!isKernel)
            return WritePlain(hostPath, text);
        var write = Task.Run(() => WriteNow(hostPath, text), CancellationToken.None);
        write.Wait(cancellation);
        return write.Result;
    }

    /// <summary>Writes a text and waits to the end: for what is done in microseconds.</summary>
    public static KnobResult WriteNow(string hostPath, string text)
    {
        int file = Open(Encoding.UTF8.GetBytes(hostPath + '\0'), WriteOnly, 0);
        if (file < 0)
            return Error(Marshal.GetLastPInvokeError());
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        nint written = Write(file, bytes, bytes.Length);
        int error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
        _ = Close(file);
        return error == 0 ? new KnobResult(KnobStatus.Ok) : Error(error);
    }

    /// <summary>Whether a file belongs to a kernel, this machine's or the host's that a container sees below another root.</summary>
    public static bool IsKernelFile(string hostPath)
    {
        try
        {
            return s_kernelFileSystems.Contains(new DriveInfo(hostPath).DriveFormat);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Replaces the text of a plain file.</summary>
    public static KnobResult WritePlain(string hostPath, string text)
    {
        try
        {
            File.WriteAllText(hostPath, text);
            return new KnobResult(KnobStatus.Ok);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new KnobResult(error is IOException ? KnobStatus.Failed : KnobStatus.PermissionDenied, 0, error.Message);
        }
    }

    private static KnobResult Error(int number) => new(
        number switch
        {
            NoEntry or NoProcess or NoDevice => KnobStatus.Missing,
            NotPermitted or AccessDenied => KnobStatus.PermissionDenied,
            ReadOnlyFileSystem => KnobStatus.ReadOnly,
            TryAgain => KnobStatus.Incomplete,
            _ => KnobStatus.Failed,
        },
        number,
        new Win32Exception(number).Message);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
