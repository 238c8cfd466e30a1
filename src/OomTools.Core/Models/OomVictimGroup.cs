namespace OomTools;

/// <summary>The victims of one name among several reports. Sizes are bytes.</summary>
public sealed class OomVictimGroup
{
    /// <summary>Task name (comm); null for victims whose name the log lost, and for the rest where there are too many names.</summary>
    public string? Name { get; internal init; }

    /// <summary>Processes killed.</summary>
    public long Count { get; internal init; }

    /// <summary>Their resident bytes, summed up.</summary>
    public long Rss { get; internal init; }

    /// <summary>
    /// What the kills gave back: anonymous bytes, summed up; all resident bytes where the log does not tell them apart. Shared memory
    /// and page cache do not go with a process.
    /// </summary>
    public long FreedMemory { get; internal init; }

    /// <summary>Resident bytes of the largest one.</summary>
    public long? LargestRss { get; internal init; }

    /// <summary>Process id of the largest one.</summary>
    public int? LargestPid { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name ?? "?"} ×{Count}";
}
