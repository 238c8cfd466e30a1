using System.Diagnostics;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>
/// Records shrinkers of the running kernel in an instance of its own, and reads it on a thread of its own, until it is ended. What the
/// caller does meanwhile is what is measured.
/// </summary>
internal sealed class ShrinkerMeasurement : IDisposable
{
    // Buffers hold what a pause lets pile up: about 10 000 events per CPU of 512 KiB.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly TraceFileSystem _tracing;
    private readonly TraceInstance _instance;
    private readonly IShrinkerSource _source;
    private readonly TaskNames _tasks;
    private readonly CancellationTokenSource _ending = new();
    private readonly Stopwatch _watch = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private bool _isRunning;

    private ShrinkerMeasurement(TraceFileSystem tracing, ShrinkerMeasurementOptions options)
    {
        _tracing = tracing;
        _tasks = new TaskNames(tracing);
        _instance = TraceInstance.Create(tracing, options.BufferSizeFor(tracing.CountCpus()));
        try
        {
            ShrinkerTraceRecords records = Enable(options);
            IsText = options.IsText ?? !KernelSymbols.AreVisible();
            _source = IsText ? new TextShrinkerSource(_instance) : new BinaryShrinkerSource(_instance, records);
        }
        catch
        {
            _instance.Dispose();
            throw;
        }
        _thread = new Thread(Read) { IsBackground = true, Name = "OomTools trace reader" };
    }

    /// <summary>Instances of killed processes that were removed.</summary>
    public string[] RemovedInstances => _instance.Removed;

    /// <summary>Name of the instance.</summary>
    public string InstanceName => _instance.Name;

    /// <summary>Whether tracefs was mounted for this measurement alone.</summary>
    public bool HasPrivateMount => _tracing.IsPrivate;

    /// <summary>Whether the kernel's text is read, since addresses of functions are hidden.</summary>
    public bool IsText { get; }

    /// <summary>Begins.</summary>
    /// <exception cref="TraceException">The kernel cannot be traced, or not by this user.</exception>
    public static ShrinkerMeasurement Start(ShrinkerMeasurementOptions options)
    {
        TraceFileSystem tracing = TraceFileSystem.Open();
        try
        {
            var measurement = new ShrinkerMeasurement(tracing, options);
            try
            {
                measurement.Begin();
                return measurement;
            }
            catch
            {
                measurement.Dispose();
                throw;
            }
        }
        catch
        {
            tracing.Dispose();
            throw;
        }
    }

    /// <summary>Ends recording, and says what was recorded.</summary>
    /// <exception cref="TraceException">Reading failed.</exception>
    public ShrinkerActivity[] End(SystemRoot root, bool byNode, bool byCgroup)
    {
        _instance.Stop();
        TimeSpan interval = _watch.Elapsed;
        Join();
        if (_failure is not null)
            throw TraceException.Of(_instance.Path, _failure);
        _source.ReadToEnd();
        _tasks.ReadSaved();
        long lost = _instance.CountLostEvents();
        return new ShrinkerActivityBuilder
        {
            Trace = _source.Complete(_tasks),
            Names = [.. ShrinkerDirectory.Open(root).Entries.Select(entry => entry.Name)],
            CgroupPath = new CgroupInodes(root).PathOf,
            ByNode = byNode,
            ByCgroup = byCgroup,
            LostEvents = lost,
            Interval = interval,
        }.Build();
    }

    public void Dispose()
    {
        Join();
        _source.Dispose();
        _instance.Dispose();
        _tracing.Dispose();
        _ending.Dispose();
    }

    private void Begin()
    {
        _isRunning = true;
        _thread.Start();
        _instance.Start();
        _watch.Start();
    }

    private ShrinkerTraceRecords Enable(ShrinkerMeasurementOptions options)
    {
        string? filter = options.Nodes.Length == 0 ? null : string.Join(" || ", options.Nodes.Select(node => FormattableString.Invariant($"nid == {node}")));
        if (options.Pids.Length > 0)
            _instance.Write("set_event_pid", string.Join(' ', TaskThreads.Of(new SystemRoot(), options.Pids).Select(pid => FormattableString.Invariant($"{pid}"))));
        TraceEventFormat? start = _instance.Enable("vmscan", "mm_shrink_slab_start", filter);
        TraceEventFormat? end = _instance.Enable("vmscan", "mm_shrink_slab_end", filter);
        if (start is null || end is null)
            throw new TraceException(TraceFailure.NotSupported, $"{_instance.Path}/events/vmscan/mm_shrink_slab_start", "This kernel has no trace events of shrinkers.");
        var records = new ShrinkerTraceRecords(start, end, _tasks);
        foreach ((string name, ShrinkerCallerKind kind) in ReclaimEvent.Pairs)
        {
            if (_instance.Enable("vmscan", name + "_begin") is { } begin && _instance.Enable("vmscan", name + "_end") is { } finish)
            {
                records.AddReclaim(begin, kind, true);
                records.AddReclaim(finish, kind, false);
            }
        }
        return records;
    }

    private void Read()
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                if (_source.Read())
                    _ending.Token.WaitHandle.WaitOne(s_pause);
            }
        }
        catch (Exception error)
        {
            // Whatever it is: on a thread of its own it would end the process. Thrown where the measurement ends.
            _failure = error;
        }
    }

    private void Join()
    {
        if (!_isRunning)
            return;
        _isRunning = false;
        _ending.Cancel();
        _thread.Join();
    }
}
