using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OomTools.Tests.Following;

/// <summary>
/// A pipe that reads like /dev/kmsg: one record a read(), nothing to wait for at the end, and poll() tells of more. So what only a kernel under
/// pressure does can be done to whoever follows its log.
/// </summary>
internal sealed class RingBufferPipe : IDisposable
{
    private const int SetFlags = 4; // F_SETFL
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ
    private const int Size = 1 << 20; // Each record takes a page, and an ordinary user may have so many.

    // O_DIRECT: what one write() puts in, one read() takes out.
    private static readonly int s_packets = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    private readonly string _folder = Directory.CreateTempSubdirectory("oomtools-kmsg-").FullName;
    private readonly FileStream _end;

    public RingBufferPipe()
    {
        Path = System.IO.Path.Combine(_folder, "kmsg");
        using (var make = Process.Start("mkfifo", Path))
            make.WaitForExit();
        // For both, so that it does not wait for the other end.
        _end = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        if (Control(_end.SafeFileHandle, SetPipeSize, Size) < 0 || Control(_end.SafeFileHandle, SetFlags, s_packets) < 0)
            Assert.Skip("Pipes here do not keep records apart, or do not hold enough of them: " + new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    public string Path { get; }

    /// <summary>Number of the next record.</summary>
    public long Sequence { get; set; } = 1000;

    /// <summary>The kernel prints lines, each with its stamp: "[   12.345678] text".</summary>
    public void Print(string[] lines)
    {
        foreach (string line in lines)
        {
            int end = line.IndexOf(']', StringComparison.Ordinal);
            decimal seconds = decimal.Parse(line.AsSpan(1, end - 1), NumberStyles.Number, CultureInfo.InvariantCulture);
            string record = string.Create(CultureInfo.InvariantCulture, $"4,{Sequence++},{seconds * 1_000_000:0},-;{line[(end + 2)..]}\n");
            _end.Write(Encoding.UTF8.GetBytes(record));
        }
    }

    public void Dispose()
    {
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, int command, int value);
}
