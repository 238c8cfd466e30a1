namespace OomTools;

/// <summary>One line of <c>/proc/meminfo</c>.</summary>
public sealed class MemInfoField
{
    /// <summary>The kernel's name (<c>Active(anon)</c>).</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Bytes, or a count where the line has no unit (<c>HugePages_Total</c>).</summary>
    public long Value { get; internal init; }

    /// <summary>Whether <see cref="Value"/> is bytes.</summary>
    public bool IsBytes { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value}";
}
