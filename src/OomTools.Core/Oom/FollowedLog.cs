using System.Diagnostics;
using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>One log or several that grow. Used by one thread; only <see cref="Call"/> may come from another one.</summary>
internal abstract class FollowedLog : IDisposable
{
    private ChangeSignal? _signal;

    /// <summary>Records that the log lost before they could be read.</summary>
    public virtual long LostCount => 0;

    /// <summary>Reads some of what is there. False when there is nothing now; what silence has finished is to be taken then.</summary>
    public abstract bool Read();

    /// <summary>The next finished report, or null when there is none yet.</summary>
    public abstract OomReport? Take();

    /// <summary>Nothing more is wanted: everything open is finished as far as it goes.</summary>
    public abstract void Finish();

    /// <summary>Waits until there may be something to do: to read, or to take what silence has finished.</summary>
    /// <param name="atMost">So long at most.</param>
    public void Wait(TimeSpan atMost)
    {
        TimeSpan patience = Patience();
        bool isShorter = patience != Timeout.InfiniteTimeSpan && (atMost == Timeout.InfiniteTimeSpan || patience < atMost);
        _signal!.Wait(isShorter ? patience : atMost);
    }

    /// <summary>Ends the present or the next wait.</summary>
    public void Call() => _signal?.Call();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>After so long nobody need wait any longer.</summary>
    protected abstract TimeSpan Patience();

    /// <summary>What is waited for.</summary>
    protected void WaitFor(params ReadOnlySpan<int> descriptors) => _signal = new ChangeSignal(descriptors);

    /// <summary>Frees what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _signal?.Dispose();
    }

    /// <summary>A follower and when it last read something.</summary>
    protected sealed class Part(ReportFollower follower)
    {
        private long _lastRead = Stopwatch.GetTimestamp();

        public ReportFollower Follower => follower;

        /// <summary>How long the silence must still last to say something.</summary>
        public TimeSpan Patience
        {
            get
            {
                TimeSpan patience = follower.Patience - Stopwatch.GetElapsedTime(_lastRead);
                return follower.Patience == Timeout.InfiniteTimeSpan ? follower.Patience : patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
            }
        }

        public bool ReadMore()
        {
            bool isRead = follower.ReadMore();
            if (isRead)
                _lastRead = Stopwatch.GetTimestamp();
            else
                follower.Rest(Stopwatch.GetElapsedTime(_lastRead));
            return isRead;
        }
    }
}
