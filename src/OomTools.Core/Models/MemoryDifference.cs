namespace OomTools;

/// <summary>One thing that two snapshots of memory differ in.</summary>
public sealed class MemoryDifference
{
    /// <summary>What it is about.</summary>
    public DifferenceArea Area { get; internal init; }

    /// <summary>What grew or shrank: a kind of memory, a slab cache, processes of a name, a cgroup, a place in the kernel, a counter.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The reference's value; null where it does not say.</summary>
    public long? Reference { get; internal init; }

    /// <summary>The other's value; null where it does not say.</summary>
    public long? Difference { get; internal init; }

    /// <summary><see cref="Difference"/> less <see cref="Reference"/>; null where one of them is.</summary>
    public long? Delta { get; internal init; }

    /// <summary><see cref="Difference"/> as a multiple of <see cref="Reference"/>; null where that is nothing or not known.</summary>
    public double? Ratio { get; internal init; }

    /// <summary><see cref="Delta"/> per second; null where the time between the two is not known, as between two machines.</summary>
    public double? Rate { get; internal init; }

    /// <summary>True where the values are bytes, false where they count events.</summary>
    public bool IsBytes { get; internal init; }

    /// <summary>What else the later snapshot knows: other names of a merged slab cache, how many processes; null for nothing.</summary>
    public string? Note { get; internal init; }

    /// <summary>What changed most, in one sentence; the same in all rows of a comparison.</summary>
    public string Summary { get; internal init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
