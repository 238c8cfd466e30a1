namespace OomTools;

/// <summary>A task that made a shrinker run, and what came of it.</summary>
public sealed class ShrinkerCaller
{
    /// <summary>Why it ran.</summary>
    public ShrinkerCallerKind Kind { get; internal init; }

    /// <summary>Name of the task, as the kernel had it; null when it is not known any more.</summary>
    public string? Name { get; internal init; }

    /// <summary>Its pid (of the thread); null for the sum of many more tasks.</summary>
    public int? Pid { get; internal init; }

    /// <summary>Part of what was requested of the shrinker, 0 to 1; of the calls where nothing was requested.</summary>
    public double Share { get; internal init; }

    /// <summary>Calls.</summary>
    public long Calls { get; internal init; }

    /// <summary>Objects it was asked to scan.</summary>
    public long Requested { get; internal init; }

    /// <summary>Objects it scanned.</summary>
    public long Scanned { get; internal init; }

    /// <summary>Objects it freed; null where the kernel does not tell.</summary>
    public long? Freed { get; internal init; }

    /// <summary>Time the task spent in the shrinker; null where the trace has no times.</summary>
    public Duration? Duration { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Pid is { } pid
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name ?? "?"} ({pid}, {Kind})")
        : Name ?? "";
}
