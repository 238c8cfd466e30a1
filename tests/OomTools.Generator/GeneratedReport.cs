namespace OomTools.Generator;

/// <summary>What a kernel knew when it printed a report. Memory is counted in pages unless a name says otherwise.</summary>
public sealed class GeneratedReport
{
    /// <summary>The seed that gives this report again.</summary>
    public required int Seed { get; init; }

    /// <summary>Who prints.</summary>
    public required KernelEra Era { get; init; }

    /// <summary>What happens.</summary>
    public required ReportKind Kind { get; init; }

    /// <summary>Bytes in a page.</summary>
    public required long PageSize { get; init; }

    /// <summary>The task that asked.</summary>
    public required string TriggerName { get; init; }

    /// <summary>Its thread id.</summary>
    public required int TriggerPid { get; init; }

    /// <summary>Its bias.</summary>
    public required int TriggerOomScoreAdj { get; init; }

    /// <summary>The mask.</summary>
    public required ulong GfpMask { get; init; }

    /// <summary>The mask's names.</summary>
    public required string GfpNames { get; init; }

    /// <summary>Order of the request.</summary>
    public required int Order { get; init; }

    /// <summary>Last component of the requester's cpuset.</summary>
    public required string Cpuset { get; init; }

    /// <summary>Nodes it allows.</summary>
    public required string MemsAllowed { get; init; }

    /// <summary>Nodes of the request's policy, or null.</summary>
    public string? NodeMask { get; init; }

    /// <summary>Functions, innermost first; "? " where unreliable.</summary>
    public required IReadOnlyList<string> Frames { get; init; }

    /// <summary>The lines of the Mem-Info summary.</summary>
    public IReadOnlyList<IReadOnlyList<Field>> Summary { get; init; } = [];

    /// <summary>All summary fields.</summary>
    public IEnumerable<Field> SummaryFields => Summary.SelectMany(row => row);

    /// <summary>Nodes; before 4.8 without a line of their own.</summary>
    public IReadOnlyList<GeneratedNode> Nodes { get; init; } = [];

    /// <summary>Totals after the huge page lines.</summary>
    public GeneratedTotals? Totals { get; init; }

    /// <summary>Rows of "Unreclaimable slab info".</summary>
    public IReadOnlyList<GeneratedSlab> Slabs { get; init; } = [];

    /// <summary>Rows of "Memory allocations".</summary>
    public IReadOnlyList<GeneratedSite> Sites { get; init; } = [];

    /// <summary>The task table; null where none is printed.</summary>
    public IReadOnlyList<GeneratedTask>? Tasks { get; init; }

    /// <summary>The limited cgroup.</summary>
    public GeneratedCgroup? Cgroup { get; init; }

    /// <summary>Those killed, first the chosen.</summary>
    public IReadOnlyList<GeneratedVictim> Victims { get; init; } = [];

    /// <summary>The first victim's memory cgroup.</summary>
    public string TaskCgroup { get; init; } = "/";

    /// <summary>Whether the oom_reaper reports.</summary>
    public ReaperOutcome Reaper { get; init; }

    /// <summary>Reports held back before this one, where the kernel says so.</summary>
    public int? Suppressed { get; init; }

    /// <summary>Bytes of a failed vmalloc.</summary>
    public long VmallocBytes { get; init; }

    /// <summary>A slab cache that could not grow.</summary>
    public string SlubCache { get; init; } = "";

    /// <summary>Whether the report has a Mem-Info block.</summary>
    public bool HasMemInfo => Totals is not null;

    /// <inheritdoc/>
    public override string ToString() => $"seed {Seed}, era {Era}, {Kind}, {PageSize / 1024} KiB pages";
}

/// <summary>How the oom_reaper got on with the first victim.</summary>
public enum ReaperOutcome
{
    /// <summary>No line.</summary>
    Silent,

    /// <summary>Reaped.</summary>
    Reaped,

    /// <summary>Unable to reap.</summary>
    GaveUp,
}
