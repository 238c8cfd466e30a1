namespace OomTools;

/// <summary>What a snapshot lacks, and why.</summary>
public sealed class SnapshotGap
{
    /// <summary>The property that is empty for it.</summary>
    public string Part { get; internal init; } = "";

    /// <summary>The file or directory, as the kernel names it.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>Why it could not be read.</summary>
    public SystemFileStatus Status { get; internal init; }

    /// <summary>The reason in words.</summary>
    public string Reason { get; internal init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Reason}";
}
