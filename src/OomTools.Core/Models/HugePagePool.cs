namespace OomTools;

/// <summary>A node's pool of huge pages of one size. First seen in 3.10.</summary>
public sealed class HugePagePool
{
    /// <summary>NUMA node.</summary>
    public int Node { get; internal init; }

    /// <summary>Size of one page in bytes.</summary>
    public long PageSize { get; internal init; }

    /// <summary>Pages in the pool.</summary>
    public long Total { get; internal init; }

    /// <summary>Pages nobody uses.</summary>
    public long Free { get; internal init; }

    /// <summary>Pages beyond the configured number.</summary>
    public long Surplus { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"Node {Node}: {Total} x {PageSize}";
}
