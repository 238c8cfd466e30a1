using System.Diagnostics;
using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Cursor;

/// <summary>
/// Reads what is new in the kernel's ring buffer. A report that the kernel is printing right now is waited for: it takes a moment.
/// </summary>
internal sealed class ResumedRingBuffer : IDisposable
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>A slow console takes long for a long report; whoever waits for this run has other things to do as well.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _boot = File.ReadAllText(BootIdPath).Trim();
    private readonly KernelRingBuffer _buffer;
    private readonly ReportFollower _follower;
    private readonly KernelPosition? _from;
    private readonly TimeProvider _time;
    private readonly ChangeSignal _signal;
    private DateTime _readAt;
    private long? _waiting;
    private bool _isDone;

    /// <param name="options">What the log does not say about itself.</param>
    /// <param name="from">The last run's position; null for a first run.</param>
    /// <param name="time">The clock that boot and stamps are measured by.</param>
    /// <inheritdoc cref="KernelRingBuffer(string)"/>
    public ResumedRingBuffer(OomLogOptions options, KernelPosition? from, TimeProvider time)
    {
        _from = from;
        _time = time;
        _buffer = new KernelRingBuffer { FirstWanted = from is not null && from.BootId == _boot ? from.Sequence + 1 : 0 };
        _signal = new ChangeSignal(_buffer.Descriptor);
        _follower = new ReportFollower(_buffer, options with { BootTime = KernelRingBuffer.BootTime(time) }, ReportFollower.LongSilence);
        // The first record read says how far back the buffer reaches.
        _ = ReadMore();
    }

    /// <summary>The last run was before this boot.</summary>
    public bool IsOtherBoot => _from is not null && _from.BootId != _boot;

    /// <summary>The boot's first records are lost.</summary>
    public bool HasLostBeginning => _buffer.HasLostBeginning;

    /// <summary>Records since the last run of this boot that are overwritten.</summary>
    public long MissedCount => _from is null || IsOtherBoot ? 0 : Math.Max(0, (_buffer.OldestSequence ?? 0) - _buffer.FirstWanted);

    /// <summary>The position for the next run, once all was read.</summary>
    public KernelPosition? Position => _buffer.LastSequence is long last
        ? new KernelPosition(_boot, last, _buffer.LastUptime ?? TimeSpan.Zero, _readAt)
        : _from;

    /// <summary>The next report, or null at the end.</summary>
    public OomReport? Read(CancellationToken cancellation)
    {
        using CancellationTokenRegistration stopped = cancellation.Register(_signal.Call);
        while (true)
        {
            if (_follower.Take() is { } report)
                return report;
            cancellation.ThrowIfCancellationRequested();
            if (_isDone)
                return null;
            if (!ReadMore())
                WaitOrFinish();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal.Dispose();
        _follower.Dispose();
    }

    private bool ReadMore()
    {
        _readAt = _time.GetUtcNow().UtcDateTime;
        return _follower.ReadMore();
    }

    private void WaitOrFinish()
    {
        _waiting ??= Stopwatch.GetTimestamp();
        TimeSpan patience = _follower.Patience;
        if (patience == Timeout.InfiniteTimeSpan || Stopwatch.GetElapsedTime(_waiting.Value) > s_patience || !_signal.Wait(Shorter(patience)))
        {
            _isDone = true;
            _follower.Finish();
        }
    }

    // In the middle of a report a second says enough here: the next run would find the rest, but not whose it is.
    private static TimeSpan Shorter(TimeSpan patience) => patience < TimeSpan.FromSeconds(1) ? patience : TimeSpan.FromSeconds(1);
}
