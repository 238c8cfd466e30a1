using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Shrinkers;

/// <summary>Reads the CPUs' buffers as they are. Functions are addresses there; their names are looked up at the end.</summary>
internal sealed class BinaryShrinkerSource(TraceInstance instance, ShrinkerTraceRecords records) : IShrinkerSource
{
    private readonly TraceReader _reader = new(instance);

    public bool Read() => _reader.Read(records);

    public void ReadToEnd() => _reader.ReadToEnd(records);

    public ShrinkerTrace Complete(TaskNames tasks)
    {
        using KernelSymbols symbols = KernelSymbols.Read(new SystemRoot());
        return new ShrinkerTrace(records.Tally, records.Functions(symbols), tasks.Of, ShrinkerTraceRecords.LabelOf);
    }

    public void Dispose() => _reader.Dispose();
}
