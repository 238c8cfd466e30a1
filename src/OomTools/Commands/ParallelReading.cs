using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Logs;

namespace OomTools.Commands;

/// <summary>
/// Reads several files at once and hands out their reports in the order in which the files were named, as if they were read one after
/// the other. Files further back are read ahead, as far as a bounded number of reports.
/// </summary>
internal sealed class ParallelReading(OomCommand cmdlet, LogReading reading, Action<OomReport> write, int limit) : IDisposable
{
    /// <summary>Reports that are read ahead of a file; a large one takes some hundred kilobytes.</summary>
    private const int Ahead = 64;

    /// <summary>Longer than a person waits without wondering.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _slots = new(limit);
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(cmdlet.Stopped);
    private readonly Queue<Job> _jobs = new();
    private readonly ConcurrentQueue<Job> _unread = new();
    private long _shown = Stopwatch.GetTimestamp();
    private bool _isShowing;
    private int _doneCount;

    /// <summary>Adds a file. Reports of files before it may be handed out meanwhile.</summary>
    public void Add(string path)
    {
        var job = new Job(path);
        CancellationToken stopped = _end.Token;
        _jobs.Enqueue(job);
        if (job.IsRead = path != KernelRingBuffer.DefaultPath && !Directory.Exists(path))
        {
            _unread.Enqueue(job);
            _ = Task.Run(() => ReadNextAsync(stopped), CancellationToken.None);
        }
        // Names of files are not to pile up either.
        while (_jobs.Count > limit * 4)
            HandOutNext();
        HandOutWhatIsThere();
    }

    /// <summary>Hands out everything.</summary>
    public void Finish()
    {
        while (_jobs.Count > 0)
            HandOutNext();
        if (_isShowing)
            cmdlet.WriteProgress(new ProgressRecord(0, "Reading kernel logs", "-") { RecordType = ProgressRecordType.Completed });
        _isShowing = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whoever still reads ends at his next report or block, and holds on to nothing but his file.
        _end.Cancel();
        _end.Dispose();
    }

    private async Task ReadNextAsync(CancellationToken stopped)
    {
        try
        {
            await _slots.WaitAsync(stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants it any more.
            return;
        }

        try
        {
            // Only who has a slot takes a file, the first that is left: so the one that is handed out is always being read. If tasks had
            // files of their own, later ones could hold all slots and wait for room that only the first file's end would make.
            if (_unread.TryDequeue(out Job? job))
                ReadToEnd(job, stopped);
        }
        finally
        {
            _slots.Release();
        }
    }

    private void ReadToEnd(Job job, CancellationToken stopped)
    {
        try
        {
            Read(job, stopped);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants it any more.
        }
        catch (Exception e)
        {
            job.Failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            job.Reports.CompleteAdding();
        }
    }

    private void Read(Job job, CancellationToken stopped)
    {
        using var reader = new OomLogReader(LogFile.Open(job.Path), reading.OptionsFor(job.Path));
        while (reader.Read(stopped) is { } report)
            job.Reports.Add(report, stopped);
    }

    private void HandOutNext()
    {
        Job job = _jobs.Peek();
        if (!job.IsRead)
        {
            // What is no ordinary file is read when it is its turn.
            reading.ReadFile(job.Path);
        }
        else
        {
            Announce(job);
            while (!job.Reports.IsCompleted)
            {
                if (job.Reports.TryTake(out OomReport? report, (int)s_look.TotalMilliseconds, cmdlet.Stopped) && report is not null)
                    write(report);
                ShowProgress(job);
            }
        }

        Leave(job);
    }

    private void HandOutWhatIsThere()
    {
        while (_jobs.TryPeek(out Job? job) && job.IsRead)
        {
            Announce(job);
            while (job.Reports.TryTake(out OomReport? report))
                write(report);
            if (!job.Reports.IsCompleted)
                return;
            Leave(job);
        }
    }

    private void Announce(Job job)
    {
        if (!job.IsAnnounced)
            cmdlet.WriteVerbose($"Reading '{OomView.Text(job.Path)}'.");
        job.IsAnnounced = true;
    }

    private void Leave(Job job)
    {
        _jobs.Dequeue();
        job.Reports.Dispose();
        _doneCount++;
        try
        {
            job.Failure?.Throw();
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            cmdlet.WriteError(LogErrors.Of(job.Path, e));
        }
    }

    private void ShowProgress(Job job)
    {
        if (Stopwatch.GetElapsedTime(_shown) < (_isShowing ? s_look : s_patience))
            return;
        (_shown, _isShowing) = (Stopwatch.GetTimestamp(), true);
        cmdlet.WriteProgress(new ProgressRecord(0, "Reading kernel logs", OomView.Text(job.Path)) { PercentComplete = 100 * _doneCount / (_doneCount + _jobs.Count) });
    }

    private sealed class Job(string path)
    {
        public string Path => path;

        public BlockingCollection<OomReport> Reports { get; } = new(Ahead);

        public ExceptionDispatchInfo? Failure { get; set; }

        public bool IsRead { get; set; }

        public bool IsAnnounced { get; set; }
    }
}
