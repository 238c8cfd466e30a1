namespace OomTools;

/// <summary>Memory by the line of kernel source that allocated it. Since 6.10 with CONFIG_MEM_ALLOC_PROFILING.</summary>
public sealed class AllocationSite
{
    /// <summary>Bytes held; since 6.12 the log prints them with three digits only.</summary>
    public long Bytes { get; internal init; }

    /// <summary>Allocations held.</summary>
    public long Calls { get; internal init; }

    /// <summary>Source file.</summary>
    public string File { get; internal init; } = "";

    /// <summary>Line in the source file.</summary>
    public int Line { get; internal init; }

    /// <summary>Function.</summary>
    public string Function { get; internal init; } = "";

    /// <summary>Kernel module; null for the kernel itself.</summary>
    public string? Module { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Function}";
}
