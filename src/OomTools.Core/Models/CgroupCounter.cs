namespace OomTools;

/// <summary>A usage line of the report's cgroup block (<c>memory: usage …kB, limit …kB, failcnt …</c>).</summary>
public sealed class CgroupCounter
{
    /// <summary>memory, memory+swap (v1), kmem (v1) or swap (v2).</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Bytes used.</summary>
    public long Usage { get; internal init; }

    /// <summary>Limit in bytes; null for no limit.</summary>
    public long? Limit { get; internal init; }

    /// <summary>How often the limit was hit; on v2 from 6.17 on the <c>max</c> events.</summary>
    public long FailCount { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
