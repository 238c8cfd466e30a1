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

    private readonly byte[] _record = new byte[MaxRecord];
    private readonly string _path;
    private int _descriptor;
    private int _given;
    private int _length;

    /// <summary>Opens the buffer at its oldest record.</summary>
    /// <exception cref="UnauthorizedAccessException">Only root or a holder of CAP_SYSLOG may (kernel.dmesg_restrict).</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="PlatformNotSupportedException">Not on Linux.</exception>
    public KernelRingBuffer(string path = DefaultPath)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The kernel's ring buffer can be read on Linux only.");
        _path = path;
        _descriptor = NativeWait.Open(Encoding.UTF8.GetBytes(path + '\0'), NativeWait.ReadOnly | NativeWait.NonBlocking | NativeWait.CloseOnExec);
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

    /// <summary>Number of the record read last; null before the first was read.</summary>
    public long? LastSequence { get; private set; }

    /// <summary>Uptime of the record read last.</summary>
    public TimeSpan? LastUptime { get; private set; }

    /// <summary>Records that were overwritten before they were read; the decoder sees the gap too, by their numbers.</summary>
    public long LostCount { get; private set; }

    /// <summary>Records with smaller numbers are passed over: they were read by somebody before.</summary>
    public long FirstWanted { get; init; }

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

    /// <summary>The open file, to be waited for.</summary>
    public int Descriptor => _descriptor;

    protected override void Dispose(bool disposing)
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
            _ = NativeWait.Close(descriptor);
        base.Dispose(disposing);
    }

    private bool TryReadRecord()
    {
        _given = _length = 0;
        while (true)
        {
            int read = (int)NativeWait.Read(_descriptor, _record, (nuint)_record.Length);
            if (read > 0)
            {
                // Fields of device messages follow on lines of their own.
                int feed = _record.AsSpan(0, read).IndexOf((byte)'\n');
                _length = feed < 0 ? read : feed + 1;
                if (IsWanted())
                    return true;
                _length = 0;
                continue;
            }

            if (read == 0)
                return false;
            switch (Marshal.GetLastPInvokeError())
            {
                case NativeWait.Again:
                    return false;
                case NativeWait.BrokenPipe:
                    // How many is told by the next record's number.
                    break;
                case NativeWait.Interrupted:
                    break;
                case int error:
                    throw Failure(error);
            }
        }
    }

    private bool IsWanted()
    {
        var cursor = new ByteCursor(_record.AsSpan(0, _length));
        var prefix = new LinePrefix();
        if (!KmsgHeader.TryRead(ref cursor, ref prefix))
            return true;
        TimeSpan? uptime = prefix.Uptime >= 0 ? new TimeSpan(prefix.Uptime) : null;
        if (OldestSequence is null)
            (OldestSequence, OldestUptime) = (prefix.Sequence, uptime);
        if (LastSequence is long last && prefix.Sequence > last + 1)
            LostCount += prefix.Sequence - last - 1;
        (LastSequence, LastUptime) = (prefix.Sequence, uptime);
        return prefix.Sequence >= FirstWanted;
    }

    private Exception Failure(int error) => error switch
    {
        NativeWait.NotPermitted or NativeWait.AccessDenied => new UnauthorizedAccessException($"'{_path}' may be read by root or with CAP_SYSLOG only."),
        NativeWait.NoEntry or NativeWait.NoDevice => new FileNotFoundException($"'{_path}' does not exist.", _path),
        _ => new IOException($"'{_path}': {new Win32Exception(error).Message}"),
    };
}
