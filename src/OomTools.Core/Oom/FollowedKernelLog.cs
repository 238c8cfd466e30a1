using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>The running kernel's ring buffer, followed.</summary>
internal sealed class FollowedKernelLog : FollowedLog
{
    private readonly KernelRingBuffer _buffer;
    private readonly Part _part;
    private readonly TimeProvider _time;
    private readonly long _lostBefore;

    /// <summary>Begins at the buffer's present end; a report that is being printed there is read whole.</summary>
    /// <param name="options">What the log does not say about itself.</param>
    /// <param name="includeExisting">Begins at the buffer's oldest record.</param>
    /// <param name="time">The clock that boot and stamps are measured by.</param>
    /// <param name="path">The buffer's device.</param>
    /// <inheritdoc cref="KernelRingBuffer(string)"/>
    public FollowedKernelLog(OomLogOptions options, bool includeExisting, TimeProvider time, string path = KernelRingBuffer.DefaultPath)
    {
        _time = time;
        _buffer = new KernelRingBuffer(path);
        _part = new Part(new ReportFollower(_buffer, options, ReportFollower.LongSilence));
        WaitFor(_buffer.Descriptor);
        if (includeExisting)
            return;
        while (Read())
            Forget();
        _part.Follower.Settle();
        Forget();
        _lostBefore = _buffer.LostCount;
    }

    /// <inheritdoc/>
    public override long LostCount => _buffer.LostCount - _lostBefore;

    /// <inheritdoc/>
    public override bool Read()
    {
        _part.Follower.BootTime = KernelRingBuffer.BootTime(_time);
        return _part.ReadMore();
    }

    /// <inheritdoc/>
    public override OomReport? Take() => _part.Follower.Take();

    /// <inheritdoc/>
    public override void Finish() => _part.Follower.Finish();

    /// <inheritdoc/>
    protected override TimeSpan Patience() => _part.Patience;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _part.Follower.Dispose();
    }

    private void Forget()
    {
        while (Take() is not null)
        {
        }
    }
}
