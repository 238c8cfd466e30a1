using System.Globalization;

namespace OomTools.Tracing;

/// <summary>
/// Reads the buffers of all CPUs of an instance and hands their records to a sink in the order of time. Binary: the kernel formats
/// nothing, and no task can forge a line by its name.
/// </summary>
internal sealed class TraceReader : IDisposable
{
    // One CPU's share of a pass. A CPU that writes faster than this is read may not keep the others waiting.
    private const int PagesPerPass = 256;

    private readonly CpuTrace[] _cpus;
    private readonly PriorityQueue<CpuTrace, ulong> _queue = new();
    private ulong _seen;

    /// <summary>Opens the buffers of an instance.</summary>
    /// <exception cref="TraceException">They cannot be read.</exception>
    public TraceReader(TraceInstance instance)
        : this(instance.Path) => instance.Attach(this);

    internal TraceReader(string directory)
    {
        string header = $"{directory}/events/header_page";
        TracePageLayout layout = TracePageLayout.Parse(TraceFile.Read(header))
            ?? throw new TraceException(TraceFailure.NotSupported, header, "The layout of the ring buffer is not understood.");
        var cpus = new List<CpuTrace>();
        try
        {
            foreach (string buffer in Directory.GetDirectories($"{directory}/per_cpu", "cpu*"))
            {
                if (int.TryParse(Path.GetFileName(buffer).AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu))
                    cpus.Add(new CpuTrace(buffer + "/trace_pipe_raw", cpu, layout));
            }
        }
        catch
        {
            cpus.ForEach(cpu => cpu.Dispose());
            throw;
        }
        _cpus = [.. cpus];
    }

    /// <summary>Records handed over so far.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Reads what the buffers hold, and hands over what is sure to be in order: records up to the newest one that the pass before has
    /// seen. A CPU that was read before another may by then have had an older record, but has none any more.
    /// </summary>
    /// <returns>Whether the buffers were emptied: there is time to wait.</returns>
    public bool Read(ITraceSink sink)
    {
        ulong limit = _seen;
        bool isEmpty = true;
        foreach (CpuTrace cpu in _cpus)
        {
            if (!cpu.Fill(PagesPerPass))
            {
                isEmpty = false;
                limit = Math.Min(limit, cpu.LastPageTime);
            }
            _seen = Math.Max(_seen, cpu.LastPageTime);
        }
        HandOver(sink, limit);
        return isEmpty;
    }

    /// <summary>Reads the rest; for when recording has stopped.</summary>
    public void ReadToEnd(ITraceSink sink, CancellationToken cancellation = default)
    {
        while (!Read(sink))
            cancellation.ThrowIfCancellationRequested();
        HandOver(sink, ulong.MaxValue);
    }

    public void Dispose()
    {
        foreach (CpuTrace cpu in _cpus)
            cpu.Dispose();
    }

    private void HandOver(ITraceSink sink, ulong limit)
    {
        _queue.Clear();
        foreach (CpuTrace cpu in _cpus)
        {
            if (cpu.HasRecord || cpu.MoveNext())
                _queue.Enqueue(cpu, cpu.Time);
        }
        while (_queue.TryPeek(out CpuTrace? cpu, out ulong time) && time <= limit)
        {
            // The others begin at the second in the queue: until there, this CPU needs no sorting.
            ulong turn = Math.Min(limit, SecondTime());
            bool hasRecord;
            do
            {
                sink.Take(cpu.Time, cpu.Cpu, cpu.Record);
                Count++;
                hasRecord = cpu.MoveNext();
            }
            while (hasRecord && cpu.Time <= turn);
            if (hasRecord)
                _queue.Enqueue(cpu, cpu.Time);
        }
    }

    // Takes the first out, which the caller has, and looks at the next.
    private ulong SecondTime()
    {
        _queue.Dequeue();
        return _queue.TryPeek(out _, out ulong time) ? time : ulong.MaxValue;
    }
}
