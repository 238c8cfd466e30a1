namespace OomTools;

/// <summary>One value of the report's "Memory cgroup stats".</summary>
public sealed class CgroupStatistic
{
    /// <summary>The cgroup; null where the kernel does not print it (3.10 to 3.13, el7).</summary>
    public string? Path { get; internal init; }

    /// <summary>The kernel's name of the value.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Bytes for amounts (printed in KB up to 5.2), a count for events.</summary>
    public long Value { get; internal init; }

    /// <summary>True where <see cref="Value"/> is bytes, false where it counts events.</summary>
    public bool IsBytes { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Value}";
}
