using System.Runtime.InteropServices;

namespace OomTools.Procfs;

/// <summary>System calls to wait for an event of a kernel file. Numbers are those of every architecture .NET runs on.</summary>
internal static class NativePoll
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int AccessDenied = 13;
    public const int Invalid = 22;
    public const int NotSupported = 95;

    public const short In = 1;
    public const short Priority = 2;
    public const short Error = 8;

    private const int Interrupted = 4;

    // O_RDWR, O_NONBLOCK, O_CLOEXEC; EFD_NONBLOCK and EFD_CLOEXEC are the same two.
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens a file for writing; -1 and an error number where that fails.</summary>
    public static int Open(string path, out int error) =>
        Result(Open(System.Text.Encoding.UTF8.GetBytes(path + '\0'), ReadWrite | NonBlocking | CloseOnExec, 0), out error);

    /// <summary>A descriptor that becomes readable with <see cref="Wake"/>.</summary>
    public static int Event(out int error) => Result(EventFd(0, NonBlocking | CloseOnExec), out error);

    public static void Wake(int file) => _ = Write(file, BitConverter.GetBytes(1UL), sizeof(ulong));

    public static bool TryWrite(int file, byte[] text, out int error) => Result((int)Write(file, text, text.Length), out error) == text.Length;

    public static void Close(int file) => _ = CloseFile(file);

    /// <summary>Waits until a descriptor has an event; 0 after the time, -1 when a signal came in between or on error.</summary>
    /// <param name="files">What is waited for; the events that came are set.</param>
    /// <param name="milliseconds">How long at most; -1 for ever.</param>
    /// <param name="error">The error number, 0 for a signal.</param>
    public static int Poll(PollFile[] files, int milliseconds, out int error)
    {
        int result = Result(Poll(files, (nuint)files.Length, milliseconds), out error);
        if (error == Interrupted)
            error = 0;
        return result;
    }

    private static int Result(int result, out int error)
    {
        error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return result;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int EventFd(uint value, int flags);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] PollFile[] files, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int file);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFile
    {
        public int File;
        public short Events;
        public short Happened;
    }
}
