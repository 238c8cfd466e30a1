using System.Runtime.InteropServices;
using System.Text;

namespace OomTools.Tracing;

/// <summary>System calls that .NET has no words for: reads that do not wait, and a mount that nobody else sees.</summary>
internal static class TraceNative
{
    public const int NotPermitted = 1;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int AccessDenied = 13;

    // O_RDONLY | O_NONBLOCK | O_CLOEXEC: the same numbers on all architectures that .NET runs on.
    private const int OpenFlags = 0x800 | 0x80000;

    // System calls since 5.2 have one number on all of them.
    private const nint FsOpen = 430;
    private const nint FsConfig = 431;
    private const nint FsMount = 432;
    private const nint CloseOnExec = 1;
    private const nint ConfigCreate = 6;

    /// <summary>Opens a file whose reads do not wait; negative on failure.</summary>
    public static int OpenNonBlocking(string path) => Open(Encoding.UTF8.GetBytes(path + '\0'), OpenFlags, 0);

    /// <summary>Mounts a file system nowhere: it is reached by the descriptor only and goes with it. Negative on failure.</summary>
    public static int MountDetached(string type)
    {
        int context = (int)SysCall(FsOpen, Encoding.ASCII.GetBytes(type + '\0'), CloseOnExec, 0);
        if (context < 0)
            return -1;
        int mount = -1;
        if (SysCall(FsConfig, context, ConfigCreate, 0, 0, 0) >= 0)
            mount = (int)SysCall(FsMount, context, CloseOnExec, 0);
        _ = Close(context);
        return mount;
    }

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint Read(int file, [Out] byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Close(int file);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SysCall(nint number, byte[] text, nint flags, nint third);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SysCall(nint number, nint first, nint second, nint third);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SysCall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);
}
