using System.Runtime.InteropServices;

namespace OomTools.Procfs;

/// <summary>The few system calls .NET has no words for.</summary>
internal static class NativeFile
{
    // O_RDONLY; O_CLOEXEC is the same number on every architecture .NET runs on.
    private const int OpenFlags = 0x80000;

    // include/uapi/linux/stat.h; the layout of struct statx is the same on all architectures.
    private const int AtCurrentDirectory = -100;
    private const int AtNoFollow = 0x100;
    private const int AtEmptyPath = 0x1000;
    private const uint MaskInode = 0x100;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;
    private const uint MaskType = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>
    /// Whether a path is a plain file: a FIFO in a hostile capture would block its reader for ever, and opening a
    /// device node does whatever the device does. True where it cannot be found out.
    /// </summary>
    public static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var buffer = new byte[256];
        try
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(path + '\0');
            if (StatX(AtCurrentDirectory, name, AtNoFollow, MaskType, buffer) != 0)
                return true;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return true;
        }
        return (BitConverter.ToUInt16(buffer, ModeOffset) & TypeMask) == RegularFile;
    }

    /// <summary>Which file a path leads to; null where there is none, or the system does not say.</summary>
    public static FileIdentity? Identity(string path) =>
        StatX(AtCurrentDirectory, System.Text.Encoding.UTF8.GetBytes(path + '\0'), 0);

    /// <summary>Which file is open; null where the system does not say.</summary>
    public static FileIdentity? Identity(Microsoft.Win32.SafeHandles.SafeFileHandle file) =>
        StatX((int)file.DangerousGetHandle(), [0], AtEmptyPath);

    private static FileIdentity? StatX(int directory, byte[] path, int flags)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var buffer = new byte[256];
        try
        {
            return StatX(directory, path, flags, MaskType | MaskInode, buffer) == 0
                ? new FileIdentity(BitConverter.ToUInt64(buffer, DeviceOffset), BitConverter.ToUInt64(buffer, InodeOffset))
                : null;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads a small file of this machine into a buffer, without any allocation: thousands of processes have several
    /// files each. <paramref name="path"/> ends with a zero byte. -1 when it cannot be read, for instance because the
    /// process is gone.
    /// </summary>
    public static int Read(byte[] path, byte[] buffer)
    {
        int file = Open(path, OpenFlags, 0);
        if (file < 0)
            return -1;
        int length = 0;
        while (length < buffer.Length)
        {
            nint read = Read(file, ref buffer[length], buffer.Length - length);
            if (read <= 0)
            {
                if (read < 0 && length == 0)
                    length = -1;
                break;
            }
            length += (int)read;
        }
        _ = Close(file);
        return length;
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int directory, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int file, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
