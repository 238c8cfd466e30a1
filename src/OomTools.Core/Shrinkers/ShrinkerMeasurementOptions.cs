namespace OomTools.Shrinkers;

/// <summary>What is recorded.</summary>
internal sealed record ShrinkerMeasurementOptions
{
    /// <summary>The default of <see cref="BufferSize"/>.</summary>
    public const long DefaultBufferSize = 512 << 10;

    // What all CPUs' buffers together take by default: the machine may be short of memory.
    private const long DefaultTotal = 64 << 20;

    private const long LeastBufferSize = 64 << 10;

    /// <summary>Bytes of each CPU's buffer; null for the default, which is less on machines with many CPUs.</summary>
    public long? BufferSize { get; init; }

    /// <summary>Reads text instead of binary records; null to decide by whether functions can be named otherwise.</summary>
    public bool? IsText { get; init; }

    /// <summary>The size for so many CPUs.</summary>
    public long BufferSizeFor(int cpus) => BufferSize ?? Math.Clamp(DefaultTotal / Math.Max(1, cpus), LeastBufferSize, DefaultBufferSize);

    /// <summary>NUMA nodes; all without any. The kernel leaves the others out.</summary>
    public int[] Nodes { get; init; } = [];

    /// <summary>Processes, with the threads that they have at the start, or single threads; all tasks without any. The kernel leaves the others out.</summary>
    public int[] Pids { get; init; } = [];
}
