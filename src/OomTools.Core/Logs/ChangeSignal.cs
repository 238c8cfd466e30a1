using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OomTools.Logs;

/// <summary>
/// Waits until one of some descriptors can be read, or somebody calls. In between the thread sleeps in the kernel: an idle wait
/// costs nothing and ends at once.
/// </summary>
internal sealed class ChangeSignal : IDisposable
{
    private static readonly byte[] s_one = [1, 0, 0, 0, 0, 0, 0, 0];

    private readonly ManualResetEventSlim? _called;
    private readonly byte[] _count = new byte[8];
    private readonly NativeWait.PollDescriptor[] _polled;
    private int _event = -1;

    /// <param name="descriptors">To be read; they stay the caller's. Empty where there is no Linux.</param>
    public ChangeSignal(params ReadOnlySpan<int> descriptors)
    {
        _polled = new NativeWait.PollDescriptor[descriptors.Length + 1];
        for (int i = 0; i < descriptors.Length; i++)
            _polled[i] = new NativeWait.PollDescriptor { Descriptor = descriptors[i], Events = NativeWait.PollIn };
        if (!OperatingSystem.IsLinux())
        {
            _called = new ManualResetEventSlim();
            return;
        }

        _event = NativeWait.EventDescriptor(0, NativeWait.NonBlocking | NativeWait.CloseOnExec);
        if (_event < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _polled[^1] = new NativeWait.PollDescriptor { Descriptor = _event, Events = NativeWait.PollIn };
    }

    /// <summary>Ends the present or the next wait. From any thread.</summary>
    public void Call()
    {
        if (_called is not null)
            _called.Set();
        else
            _ = NativeWait.Write(_event, s_one, (nuint)s_one.Length);
    }

    /// <summary>False when nothing happened in time.</summary>
    public bool Wait(TimeSpan timeout)
    {
        // Rounded up: a wait that ends a moment early would be followed by one of 0 ms, again and again.
        int milliseconds = timeout == Timeout.InfiniteTimeSpan ? -1
            : (int)Math.Clamp(Math.Ceiling(timeout.TotalMilliseconds), 0, int.MaxValue);
        if (_called is not null)
        {
            bool wasCalled = _called.Wait(milliseconds);
            _called.Reset();
            return wasCalled;
        }

        int ready = NativeWait.Poll(_polled, (nuint)_polled.Length, milliseconds);
        if (ready < 0 && Marshal.GetLastPInvokeError() is int error and not NativeWait.Interrupted)
            throw new IOException(new Win32Exception(error).Message);
        if (_polled[^1].Returned != 0)
            _ = NativeWait.Read(_event, _count, (nuint)_count.Length);
        return ready != 0;
    }

    public void Dispose()
    {
        _called?.Dispose();
        int descriptor = Interlocked.Exchange(ref _event, -1);
        if (descriptor >= 0)
            _ = NativeWait.Close(descriptor);
    }
}
