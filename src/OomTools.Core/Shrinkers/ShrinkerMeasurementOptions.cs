namespace OomTools.Shrinkers;

/// <summary>What is recorded.</summary>
internal sealed record ShrinkerMeasurementOptions
{
    /// <summary>Bytes of each CPU's buffer.</summary>
    public long BufferSize { get; init; } = 512 << 10;

    /// <summary>NUMA nodes; all without any. The kernel leaves the others out.</summary>
    public int[] Nodes { get; init; } = [];

    /// <summary>Tasks; all without any. The kernel leaves the others out.</summary>
    public int[] Pids { get; init; } = [];
}
