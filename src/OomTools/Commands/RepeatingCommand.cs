using System.Diagnostics;
using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>
/// A cmdlet that reads a file of the kernel once, or again and again to say what changed between two readings.
/// </summary>
public abstract class RepeatingCommand<T> : SystemRootCommand
{
    /// <summary>Time between two readings.</summary>
    [Parameter]
    [Duration(Minimum = 0.01)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often to say what changed; for ever without it.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>Whether changes are asked for.</summary>
    private protected bool IsRepeating =>
        MyInvocation.BoundParameters.ContainsKey(nameof(Interval)) || MyInvocation.BoundParameters.ContainsKey(nameof(Count));

    private protected sealed override void Read(SystemRoot root)
    {
        if (IsRepeating)
            Repeat(root);
        else if (Take(root, null) is { } items)
            Write(root, items, null, default);
    }

    /// <summary>Reads; with an earlier reading says in its items what changed. Null after an error record.</summary>
    private protected abstract T[]? Take(SystemRoot root, Earlier? earlier);

    /// <summary>Writes what was asked for of a reading.</summary>
    private protected abstract void Write(SystemRoot root, T[] items, T[]? earlier, TimeSpan elapsed);

    private void Repeat(SystemRoot root)
    {
        long last = Stopwatch.GetTimestamp();
        if (Take(root, null) is not { } earlier)
            return;

        for (long round = 0, due = last; Count == 0 || round < Count; round++)
        {
            // Due by the clock that began, so that what a reading costs does not add up; what is missed is not caught up.
            due = Math.Max(due + (long)(Interval.TotalSeconds * Stopwatch.Frequency), Stopwatch.GetTimestamp());
            if (Stopped.WaitHandle.WaitOne(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero))
                return;

            long now = Stopwatch.GetTimestamp();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(last, now);
            if (Take(root, new Earlier(earlier, elapsed, DateTime.UtcNow)) is not { } items)
                return;
            Write(root, items, earlier, elapsed);
            (earlier, last) = (items, now);
        }
    }

    /// <summary>The reading before, how long ago it was, and what time it is.</summary>
    private protected sealed record Earlier(T[] Items, TimeSpan Elapsed, DateTime Now);
}
