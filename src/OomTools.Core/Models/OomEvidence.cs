namespace OomTools;

/// <summary>One finding behind a verdict: what was compared, and the numbers.</summary>
public sealed class OomEvidence
{
    /// <summary>The finding as a sentence, with its numbers.</summary>
    public string Statement { get; internal init; } = "";

    /// <summary>The amount the statement is about, in bytes; null where it is about something else.</summary>
    public long? Bytes { get; internal init; }

    /// <summary>The amount's share of what it was compared with, 0 to 1; null where there is none.</summary>
    public double? Share { get; internal init; }

    /// <summary>
    /// When it was read (UTC), of what the machine says beyond the log; null for all that rests on the log alone, and where a captured tree
    /// does not tell.
    /// </summary>
    public DateTime? Time { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Statement;
}
