namespace OomTools;

/// <summary>Which reports are wanted. Null admits everything.</summary>
public sealed record OomReportFilter
{
    /// <summary>Reports at or after this time (UTC). A report without a wall-clock time is admitted only when no bound is set.</summary>
    public DateTime? After { get; init; }

    /// <summary>Reports at or before this time (UTC).</summary>
    public DateTime? Before { get; init; }

    /// <summary>Reports of these kinds.</summary>
    public OomKind[]? Kinds { get; init; }

    /// <summary>Reports with one of these causes; decided after the diagnosis.</summary>
    public OomCause[]? Causes { get; init; }

    /// <summary>Reports whose trigger or one of whose victims has such a name.</summary>
    public Func<string, bool>? Name { get; init; }

    /// <summary>Reports from such a host.</summary>
    public Func<string, bool>? HostName { get; init; }
}
