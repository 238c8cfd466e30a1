namespace OomTools;

/// <summary>The tasks of one name that asked for memory when several reports were made.</summary>
public sealed class OomTriggerGroup
{
    /// <summary>Task name (comm); null where the log lost it, and for the rest where there are too many names.</summary>
    public string? Name { get; internal init; }

    /// <summary>Reports it set off.</summary>
    public long Count { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name ?? "?"} ×{Count}";
}
