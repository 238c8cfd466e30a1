using System.Globalization;
using System.Runtime.InteropServices;
using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>
/// A tracing instance of our own: its events, filters and buffers disturb no other tracer. Removed on dispose, and when the
/// process ends in good order; one whose process was killed is removed when the next is made.
/// </summary>
internal sealed class TraceInstance : IDisposable
{
    /// <summary>Clocks that agree between CPUs, the best first: a task may begin on one CPU and end on another.</summary>
    private static readonly string[] s_clocks = ["mono", "global"];

    /// <summary>A buffer in use cannot be removed; readers are closed a moment before.</summary>
    private const int RemoveAttempts = 20;

    private static readonly TimeSpan s_removePause = TimeSpan.FromMilliseconds(5);

    private readonly List<IDisposable> _readers = [];

    // The runtime lets these signals end the process without a word since .NET 10.
    private readonly PosixSignalRegistration[] _signals;
    private int _isDisposed;

    private TraceInstance(TraceFileSystem tracing, string name)
    {
        Tracing = tracing;
        Name = name;
        Path = $"{tracing.Instances}/{name}";
        _signals = OperatingSystem.IsLinux()
            ? [PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal)]
            : [];
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>The tracefs it is part of.</summary>
    public TraceFileSystem Tracing { get; }

    /// <summary>Its name in <c>instances</c>.</summary>
    public string Name { get; }

    /// <summary>Its directory.</summary>
    public string Path { get; }

    /// <summary>Names of instances that killed processes had left, which were removed.</summary>
    public string[] Removed { get; private init; } = [];

    /// <summary>Makes an instance that does not record yet.</summary>
    /// <param name="tracing">Where; not disposed with the instance.</param>
    /// <param name="bytesPerCpu">Size of each CPU's buffer.</param>
    /// <exception cref="TraceException">The kernel refused.</exception>
    public static TraceInstance Create(TraceFileSystem tracing, long bytesPerCpu)
    {
        string[] removed = StaleInstances.Remove(tracing);
        var instance = new TraceInstance(tracing, TraceInstanceName.Own(Random.Shared.Next()).ToString()) { Removed = removed };
        try
        {
            Directory.CreateDirectory(instance.Path);
            instance.Write("tracing_on", "0");
            instance.Write("buffer_size_kb", Math.Max(1, bytesPerCpu / 1024).ToString(CultureInfo.InvariantCulture));
            // A full buffer keeps what it has: what is lost then is counted, and what was read stays true.
            TraceFile.TryWrite($"{instance.Path}/options/overwrite", "0");
            _ = Array.Exists(s_clocks, clock => TraceFile.TryWrite($"{instance.Path}/trace_clock", clock));
            return instance;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            instance.Dispose();
            throw TraceException.Of(instance.Path, error);
        }
    }

    /// <summary>Something that has files of the instance open: it is disposed first, also when the process ends, since else nothing can be removed.</summary>
    public void Attach(IDisposable reader)
    {
        lock (_readers)
            _readers.Add(reader);
    }

    /// <summary>Records an event from the next start on; null when this kernel has no such event.</summary>
    /// <param name="group">Such as <c>vmscan</c>.</param>
    /// <param name="name">Such as <c>mm_shrink_slab_start</c>.</param>
    /// <param name="filter">In the kernel's own words, such as <c>nid == 0</c>: what it refuses costs next to nothing.</param>
    /// <exception cref="TraceException">The kernel refused.</exception>
    public TraceEventFormat? Enable(string group, string name, string? filter = null)
    {
        string directory = $"{Path}/events/{group}/{name}";
        if (!Directory.Exists(directory))
            return null;
        TraceEventFormat format = TraceEventFormat.Parse(TraceFile.Read(directory + "/format"))
            ?? throw new TraceException(TraceFailure.NotSupported, directory + "/format", "The format of the event is not understood.");
        if (filter is not null)
            TraceFile.Write(directory + "/filter", filter);
        TraceFile.Write(directory + "/enable", "1");
        return format;
    }

    /// <summary>Writes one of the instance's control files.</summary>
    /// <exception cref="TraceException">The kernel refused.</exception>
    public void Write(string file, string text) => TraceFile.Write($"{Path}/{file}", text);

    /// <summary>Begins to record.</summary>
    public void Start() => Write("tracing_on", "1");

    /// <summary>Ends recording; what was recorded can still be read.</summary>
    public void Stop() => Write("tracing_on", "0");

    /// <summary>Events that found no room in a buffer, of all CPUs so far (<c>per_cpu/cpuN/stats</c>).</summary>
    public long CountLostEvents()
    {
        long lost = 0;
        foreach (string cpu in Directory.GetDirectories($"{Path}/per_cpu"))
        {
            using SystemFile file = SystemFile.Read("stats", cpu + "/stats");
            lost += LostIn(file.Content);
        }
        return lost;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        Remove();
        // Only now: the end of the process waits for a removal that goes on.
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
    }

    private void Remove()
    {
        lock (_readers)
        {
            _readers.ForEach(reader => reader.Dispose());
            for (int attempt = 0; attempt < RemoveAttempts && Directory.Exists(Path) && !StaleInstances.TryRemove(Path); attempt++)
                Thread.Sleep(s_removePause);
        }
    }

    internal static long LostIn(ReadOnlySpan<byte> stats)
    {
        long lost = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(stats))
        {
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            ReadOnlySpan<byte> name = line[..colon];
            bool isLoss = name.SequenceEqual("overrun"u8) || name.SequenceEqual("commit overrun"u8) || name.SequenceEqual("dropped events"u8);
            if (isLoss && KernelNumber.TryParse(line[(colon + 1)..].Trim((byte)' '), out long count))
                lost = KernelNumber.Add(lost, count);
        }
        return lost;
    }

    private void OnProcessExit(object? sender, EventArgs e) => Remove();

    // The process ends afterwards, as it would have. A registration waits for its handler when it is disposed, so that stays out of here.
    private void OnSignal(PosixSignalContext context) => Remove();
}
