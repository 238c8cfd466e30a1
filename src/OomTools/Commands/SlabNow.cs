using System.Diagnostics;
using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Snapshots;

namespace OomTools.Commands;

/// <summary>
/// Adds to reports that blame slab what the system says of it beyond the log. Read when a report needs it, and not again while it is fresh;
/// on a thread of its own, since a machine short of memory may let a reader wait: then a report goes out as the log told it.
/// </summary>
internal sealed class SlabNow(SystemRoot root, TimeSpan patience, TimeSpan freshness)
{
    // Reading must not become a load: of the time between two readings it takes so much at most.
    private const int MostCost = 20;

    private SlabState? _state;
    private Task<SlabState>? _reading;
    private long _begun;
    private long _ended;
    private bool _isLate;

    /// <summary>For logs that are read once: so is the machine.</summary>
    public static SlabNow Once(SystemRoot root) => new(root, TimeSpan.FromSeconds(10), TimeSpan.MaxValue);

    /// <summary>For a log that is followed: reports must not wait long, and the machine changes. The first reading on a machine that is short of memory takes some tenths of a second.</summary>
    public static SlabNow Following() => new(new SystemRoot(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    /// <summary>Adds to a report's evidence what is known, where it matters.</summary>
    public void Add(OomReport report, CancellationToken stopped)
    {
        if (!SlabSince.Matters(report))
            return;
        // One that came too late for its report, and long ago: of no use for this one.
        if (_isLate && _reading is { IsCompleted: true } && Stopwatch.GetElapsedTime(_begun) > freshness)
            (_reading, _ended) = (null, 0);
        if (_reading is null && !IsFresh())
            Begin(stopped);
        Await(stopped);
        if (_state is not null)
            SlabSince.Add(report, _state);
    }

    private bool IsFresh()
    {
        if (_state is null && _ended == 0)
            return false;
        TimeSpan cost = Stopwatch.GetElapsedTime(_begun, _ended) * MostCost;
        return Stopwatch.GetElapsedTime(_ended) < (cost > freshness ? cost : freshness);
    }

    private void Begin(CancellationToken stopped)
    {
        (_state, _isLate, _begun) = (null, false, Stopwatch.GetTimestamp());
        _reading = Task.Run(() => SlabStateReader.Read(root, TimeProvider.System, stopped), stopped);
    }

    private void Await(CancellationToken stopped)
    {
        if (_reading is null)
            return;
        try
        {
            // One report waits, not each of a hundred.
            _isLate = !_reading.Wait(_isLate ? TimeSpan.Zero : patience, stopped);
            if (_isLate)
                return;
            _state = _reading.Result;
        }
        catch (AggregateException)
        {
            // What cannot be read adds nothing.
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: the report still goes out, or the engine ends the pipeline.
            return;
        }
        (_reading, _ended) = (null, Stopwatch.GetTimestamp());
    }
}
