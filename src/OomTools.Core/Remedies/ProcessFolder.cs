using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using OomTools.Procfs;

namespace OomTools.Remedies;

/// <summary>
/// The directory of a process in /proc, held open: what is read and written through it is that process, or nothing once it is
/// gone, whoever got its number since.
/// </summary>
internal sealed class ProcessFolder : IDisposable
{
    // O_RDONLY | O_CLOEXEC.
    private const int ReadOnly = 0x80000;

    private readonly string _path;
    private int _file;

    private ProcessFolder(int file, string path)
    {
        _file = file;
        _path = path;
        IsKernel = KernelKnob.IsKernelFile(path);
    }

    /// <summary>Whether it is a process of a kernel, and no captured one.</summary>
    public bool IsKernel { get; }

    /// <summary>Opens it; null when there is no such process.</summary>
    public static ProcessFolder? Open(SystemRoot root, int pid)
    {
        if (root.Resolve(FormattableString.Invariant($"/proc/{pid}")) is not { } hostPath || !Directory.Exists(hostPath))
            return null;
        int file = Open(Encoding.UTF8.GetBytes(hostPath + '\0'), ReadOnly, 0);
        return file < 0 ? null : new ProcessFolder(file, FormattableString.Invariant($"/proc/self/fd/{file}"));
    }

    /// <summary>Name of the process; null when it is gone.</summary>
    public string? Name
    {
        get
        {
            byte[] text = Read("comm");
            return text.Length == 0 ? null : Encoding.UTF8.GetString(text).TrimEnd('\n');
        }
    }

    /// <summary>A file with one number; null when it cannot be read.</summary>
    public int? Number(string file) =>
        Utf8Parser.TryParse(Read(file), out int value, out int length) && length > 0 ? value : null;

    /// <summary>Seconds between boot and the start of the process; null when it is gone.</summary>
    public double? StartSeconds => ProcessStat.StartSeconds(Read("stat"));

    /// <summary>Writes to a file of the process.</summary>
    /// <param name="file">Name of the file.</param>
    /// <param name="text">What to write.</param>
    /// <param name="allowPlainFile">Whether a plain file of a captured tree may be written.</param>
    public KnobResult Write(string file, string text, bool allowPlainFile)
    {
        string path = $"{_path}/{file}";
        if (!IsKernel && !(allowPlainFile && NativeFile.IsRegular(path)))
            return new KnobResult(KnobStatus.NotKernel);
        return IsKernel ? KernelKnob.WriteNow(path, text) : KernelKnob.WritePlain(path, text);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _file, -1) is >= 0 and int file)
            _ = Close(file);
    }

    private byte[] Read(string file)
    {
        // A captured tree may contain links that lead out of it.
        if (!IsKernel && !NativeFile.IsRegular($"{_path}/{file}"))
            return [];
        var buffer = new byte[4096];
        int length = NativeFile.Read(Encoding.UTF8.GetBytes($"{_path}/{file}\0"), buffer);
        return buffer[..Math.Max(0, length)];
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
