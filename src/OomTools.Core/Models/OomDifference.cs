namespace OomTools;

/// <summary>
/// One thing in which reports differ, or a report and the running machine. Of several reports a value is their average.
/// </summary>
public sealed class OomDifference
{
    /// <summary>What it is about.</summary>
    public DifferenceArea Area { get; internal init; }

    /// <summary>What differs: a property of the account, a zone and its value, a slab cache, a source line, a task name, a statistic.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The reference's value; null where it does not say.</summary>
    public long? Reference { get; internal init; }

    /// <summary>The other's value; null where it does not say.</summary>
    public long? Difference { get; internal init; }

    /// <summary><see cref="Difference"/> less <see cref="Reference"/>; null where one of them is.</summary>
    public long? Delta { get; internal init; }

    /// <summary><see cref="Difference"/> as a multiple of <see cref="Reference"/>; null where that is nothing or not known.</summary>
    public double? Ratio { get; internal init; }

    /// <summary>True where the values are bytes, false where they count events.</summary>
    public bool IsBytes { get; internal init; }

    /// <summary>Reports on the reference's side.</summary>
    public long ReferenceCount { get; internal init; }

    /// <summary>Reports on the other side; 0 for the running machine.</summary>
    public long DifferenceCount { get; internal init; }

    /// <summary>What changed most, in one sentence; the same in all rows of a comparison.</summary>
    public string Summary { get; internal init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
