namespace OomTools;

/// <summary>
/// What a shrinker freed that was told to. Counts are objects (pages where the shrinker counts pages). Source:
/// <c>/sys/kernel/debug/shrinker/NAME-ID/{scan,count}</c>, since 6.0 with CONFIG_SHRINKER_DEBUG.
/// </summary>
public sealed class ShrinkerRun
{
    /// <summary>Name of the shrinker.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Number that tells shrinkers of one name apart.</summary>
    public int? Id { get; internal init; }

    /// <summary>Cgroup whose objects were meant, where its path is known; null for a shrinker that knows no cgroups.</summary>
    public string? CgroupPath { get; internal init; }

    /// <summary>Inode of that cgroup's directory, as the kernel names it; 0 for none.</summary>
    public long CgroupInode { get; internal init; }

    /// <summary>Node.</summary>
    public int Node { get; internal init; }

    /// <summary>Objects it was told to scan.</summary>
    public long Requested { get; internal init; }

    /// <summary>Freeable objects before.</summary>
    public long? Before { get; internal init; }

    /// <summary>Freeable objects afterwards.</summary>
    public long? After { get; internal init; }

    /// <summary>By how many the freeable objects fell. What was in use, or touched again, is only moved on by a scan.</summary>
    public long? Freed => Before - After;

    /// <summary>How long the kernel took.</summary>
    public Duration Duration { get; internal init; }

    /// <summary>When it was asked (UTC).</summary>
    public DateTime Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
