using System.Buffers;
using System.Runtime.InteropServices;

namespace OomTools.Tracing;

/// <summary>One CPU's buffer (<c>per_cpu/cpuN/trace_pipe_raw</c>): pages as they are read, and a cursor over their records.</summary>
internal sealed class CpuTrace : IDisposable
{
    private readonly TracePageLayout _layout;
    private readonly Queue<TracePage> _pages = [];
    private readonly Queue<byte[]> _buffers = [];
    private int _file;
    private TracePage _page;

    public CpuTrace(string path, int cpu, TracePageLayout layout)
    {
        Cpu = cpu;
        _layout = layout;
        _file = TraceNative.OpenNonBlocking(path);
        if (_file < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            bool isDenied = error is TraceNative.NotPermitted or TraceNative.AccessDenied;
            throw new TraceException(isDenied ? TraceFailure.AccessDenied : TraceFailure.Failed, path, Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>Number of the CPU.</summary>
    public int Cpu { get; }

    /// <summary>Whether there is a current record.</summary>
    public bool HasRecord { get; private set; }

    /// <summary>Stamp of the current record.</summary>
    public ulong Time => _page.Time;

    /// <summary>The current record.</summary>
    public ReadOnlySpan<byte> Record => _buffers.Peek().AsSpan(_page.Offset, _page.Length);

    /// <summary>Stamp of the last page that was read: what the buffer still holds is later.</summary>
    public ulong LastPageTime { get; private set; }

    /// <summary>Reads up to so many pages; true when that emptied the buffer.</summary>
    public bool Fill(int maximumPages)
    {
        for (int i = 0; i < maximumPages; i++)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(_layout.PageSize);
            nint length = TraceNative.Read(_file, buffer, _layout.PageSize);
            if (length < _layout.DataOffset)
            {
                int error = length < 0 ? Marshal.GetLastPInvokeError() : TraceNative.Again;
                ArrayPool<byte>.Shared.Return(buffer);
                if (error == TraceNative.Interrupted)
                    continue;
                return true;
            }
            var page = new TracePage(buffer, (int)length, _layout);
            LastPageTime = page.Time;
            _buffers.Enqueue(buffer);
            _pages.Enqueue(page);
        }
        return false;
    }

    /// <summary>Makes the next record the current one.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            if (HasRecord)
            {
                if (_page.MoveNext())
                    return true;
                ArrayPool<byte>.Shared.Return(_buffers.Dequeue());
                HasRecord = false;
            }
            if (!_pages.TryDequeue(out _page))
                return false;
            HasRecord = true;
        }
    }

    public void Dispose()
    {
        int file = Interlocked.Exchange(ref _file, -1);
        if (file >= 0)
            _ = TraceNative.Close(file);
        while (_buffers.TryDequeue(out byte[]? buffer))
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
