using System.Runtime.InteropServices;

namespace OomTools.Shell;

/// <summary>
/// Standard output and error as a stream that says when the reader is gone. .NET's own console stream keeps that to
/// itself, and a file stream writes at a position of its own, over what a child process wrote.
/// </summary>
internal sealed class StandardStream : Stream
{
    private const int TryAgain = 11; // EAGAIN: another program made the terminal non-blocking.
    private const int Interrupted = 4; // EINTR

    private readonly int _descriptor;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    public static Stream Output => OperatingSystem.IsLinux() ? new StandardStream(1) : Console.OpenStandardOutput();

    public static Stream Error => OperatingSystem.IsLinux() ? new StandardStream(2) : Console.OpenStandardError();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        byte[] bytes = offset == 0 ? buffer : buffer[offset..(offset + count)];
        while (count > 0)
        {
            nint written = WriteTo(_descriptor, bytes, count);
            if (written < 0)
            {
                int reason = Marshal.GetLastPInvokeError();
                if (reason == TryAgain)
                    Thread.Sleep(1);
                else if (reason != Interrupted)
                    throw new IOException(Marshal.GetPInvokeErrorMessage(reason));
                continue;
            }
            count -= (int)written;
            if (count > 0)
                bytes = bytes[(int)written..];
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

#pragma warning disable SYSLIB1054, CA5392 // The generated form needs unsafe code; libc comes from where the loader finds it.
    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteTo(int descriptor, byte[] bytes, nint count);
#pragma warning restore SYSLIB1054, CA5392
}
