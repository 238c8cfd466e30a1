using System.Diagnostics;
using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Logs;

namespace OomTools.Commands;

/// <summary>
/// A log while a cmdlet reads it: Ctrl+C ends a read that waits for a pipe or a program, and once reading takes longer than a
/// person waits without wondering, a progress bar says how far it is.
/// </summary>
internal sealed class WatchedStream(Stream stream, string name, Cmdlet cmdlet, CancellationToken stopped) : ForwardStream
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = s_patience;
    private byte[] _waiting = [];

    /// <summary>Opens a log; Ctrl+C ends an open that waits for a pipe's other end.</summary>
    public static WatchedStream Open(Func<Stream> open, string name, Cmdlet cmdlet, CancellationToken stopped)
    {
        Task<Stream> opening = Task.Run(open, CancellationToken.None);
        try
        {
            return new WatchedStream(WaitOrStop(opening, stopped), name, cmdlet, stopped);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        stopped.ThrowIfCancellationRequested();
        Report();
        return stream.CanSeek || stream is KernelRingBuffer ? stream.Read(buffer) : ReadOrStop(buffer);
    }

    /// <summary>Takes the progress bar away again.</summary>
    public void Complete()
    {
        if (_next > s_patience)
            cmdlet.WriteProgress(Record(ProgressRecordType.Completed));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A read that may wait runs on a thread of its own, which is left behind when the pipeline is stopped.</summary>
    private int ReadOrStop(Span<byte> buffer)
    {
        if (_waiting.Length < buffer.Length)
            _waiting = new byte[buffer.Length];
        byte[] target = _waiting;
        int length = buffer.Length;
        int count = WaitOrStop(Task.Run(() => stream.Read(target.AsSpan(0, length)), CancellationToken.None), stopped);
        target.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    /// <summary>What the task gives or throws.</summary>
    private static T WaitOrStop<T>(Task<T> task, CancellationToken stopped)
    {
        try
        {
            task.Wait(stopped);
        }
        catch (AggregateException)
        {
            // GetResult throws what is in it.
        }

        return task.GetAwaiter().GetResult();
    }

    private void Report()
    {
        if (_watch.Elapsed < _next)
            return;
        _next = _watch.Elapsed + s_interval;
        cmdlet.WriteProgress(Record(ProgressRecordType.Processing));
    }

    private ProgressRecord Record(ProgressRecordType type) => new(0, "Reading the kernel log", OomView.Text(name) is { Length: > 0 } text ? text : "-")
    {
        RecordType = type,
        PercentComplete = stream is { CanSeek: true, Length: > 0 } ? (int)Math.Min(100, 100.0 * stream.Position / stream.Length) : -1,
    };
}
