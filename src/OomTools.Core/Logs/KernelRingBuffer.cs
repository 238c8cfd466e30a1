using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// The kernel's ring buffer, /dev/kmsg, read without waiting to its present end; more can be waited for. Hands records as one line
/// each; the fields of device messages are left out.
/// </summary>
internal sealed class KernelRingBuffer : ForwardStream
{
    public const string DefaultPath = "/dev/kmsg";

    /// <summary>The kernel's CONSOLE_EXT_LOG_MAX: no record is longer; with less room read() fails with EINVAL.</summary>
    private const int MaxRecord = 8192;

    /// <summary>Cancellation is noticed after so long at the latest.</summary>
    private const int PollMilliseconds = 50;

    private readonly byte[] _record = new byte[MaxRecord];
    private readonly string _path;
    private int _descriptor;
    private int _given;
    private int _length;
    private bool _isFirstSeen;

    /// <summary>Opens the buffer at its oldest record.</summary>
    /// <exception cref="UnauthorizedAccessException">Only root or a holder of CAP_SYSLOG may (kernel.dmesg_restrict).</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="PlatformNotSupportedException">Not on Linux.</exception>
    public KernelRingBuffer(string path = DefaultPath)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The kernel's ring buffer can be read on Linux only.");
        _path = path;
        _descriptor = Native.Open(Encoding.UTF8.GetBytes(path + '\0'), Native.ReadOnly | Native.NonBlocking | Native.CloseOnExec);
        if (_descriptor < 0)
            throw Failure(Marshal.GetLastPInvokeError());
    }

    /// <summary>When this machine booted on the clock of the kernel's stamps, which stands still during suspend.</summary>
    public static DateTime BootTime(TimeProvider time) =>
        time.GetUtcNow().UtcDateTime - TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>Number of the oldest record; null before the first was read. It counts from 0 at boot.</summary>
    public long? OldestSequence { get; private set; }

    /// <summary>Uptime of the oldest record: how far back the log reaches.</summary>
    public TimeSpan? OldestUptime { get; private set; }

    /// <summary>The boot's first records are lost: the buffer is a ring.</summary>
    public bool HasLostBeginning => OldestSequence > 0;

    /// <summary>Records were overwritten before they were read; the decoder sees it too, by their numbers.</summary>
    public bool HasLostRecords { get; private set; }

    /// <summary>Reads whole records as far as there are any. 0 at the present end.</summary>
    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            if (_given == _length && !TryReadRecord())
                break;
            int count = Math.Min(_length - _given, buffer.Length - total);
            _record.AsSpan(_given, count).CopyTo(buffer[total..]);
            _given += count;
            total += count;
        }

        return total;
    }

    /// <summary>Waits for more records. False when there were none in time.</summary>
    /// <exception cref="OperationCanceledException">Within 100 ms of the cancellation.</exception>
    public bool WaitForMore(TimeSpan timeout, CancellationToken cancellation)
    {
        long end = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            long left = end - Environment.TickCount64;
            if (left <= 0)
                return false;
            var poll = new Native.PollDescriptor { Descriptor = _descriptor, Events = Native.PollIn };
            int ready = Native.Poll(ref poll, 1, (int)Math.Min(left, PollMilliseconds));
            if (ready > 0)
                return true;
            if (ready < 0 && Marshal.GetLastPInvokeError() is int error and not Native.Interrupted)
                throw Failure(error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
            _ = Native.Close(descriptor);
        base.Dispose(disposing);
    }

    private bool TryReadRecord()
    {
        _given = _length = 0;
        while (true)
        {
            int read = (int)Native.Read(_descriptor, _record, (nuint)_record.Length);
            if (read > 0)
            {
                // Fields of device messages follow on lines of their own.
                int feed = _record.AsSpan(0, read).IndexOf((byte)'\n');
                _length = feed < 0 ? read : feed + 1;
                if (!_isFirstSeen)
                    SeeFirst();
                return true;
            }

            if (read == 0)
                return false;
            switch (Marshal.GetLastPInvokeError())
            {
                case Native.Again:
                    return false;
                case Native.BrokenPipe:
                    HasLostRecords = true;
                    break;
                case Native.Interrupted:
                    break;
                case int error:
                    throw Failure(error);
            }
        }
    }

    private void SeeFirst()
    {
        _isFirstSeen = true;
        var cursor = new ByteCursor(_record.AsSpan(0, _length));
        var prefix = new LinePrefix();
        if (!KmsgHeader.TryRead(ref cursor, ref prefix))
            return;
        OldestSequence = prefix.Sequence;
        OldestUptime = prefix.Uptime >= 0 ? new TimeSpan(prefix.Uptime) : null;
    }

    private Exception Failure(int error) => error switch
    {
        Native.NotPermitted or Native.AccessDenied => new UnauthorizedAccessException($"'{_path}' may be read by root or with CAP_SYSLOG only."),
        Native.NoEntry or Native.NoDevice => new FileNotFoundException($"'{_path}' does not exist.", _path),
        _ => new IOException($"'{_path}': {new Win32Exception(error).Message}"),
    };

    /// <summary>.NET opens files without O_NONBLOCK, and would wait at the buffer's end.</summary>
    private static class Native
    {
        public const int ReadOnly = 0;
        public const int NonBlocking = 0x800; // x86, arm64, riscv; all that .NET runs on
        public const int CloseOnExec = 0x80000;
        public const short PollIn = 1;
        public const int NotPermitted = 1;
        public const int NoEntry = 2;
        public const int Interrupted = 4;
        public const int NoDevice = 6;
        public const int Again = 11;
        public const int AccessDenied = 13;
        public const int BrokenPipe = 32;

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "read", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint Read(int descriptor, [Out] byte[] buffer, nuint count);

        [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Poll(ref PollDescriptor descriptor, nuint count, int timeout);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);

        [StructLayout(LayoutKind.Sequential)]
        public struct PollDescriptor
        {
            public int Descriptor;
            public short Events;
            public short Returned;
        }
    }
}
