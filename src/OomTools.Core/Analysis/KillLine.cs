namespace OomTools.Analysis;

/// <summary>What a kill line alone tells, which is all that the kernel prints while its own limit holds back the reports.</summary>
internal static class KillLine
{
    /// <summary>
    /// Whether reports of two kinds may be of one, where at least one of them is no more than a kill line: "Out of memory" stands there
    /// for the machine, a cpuset or a memory policy, "Memory cgroup out of memory" for a cgroup.
    /// </summary>
    public static bool MayBe(OomKind kind, OomKind other) =>
        kind == other || kind == OomKind.Unknown || other == OomKind.Unknown
        || (kind == OomKind.Global && IsOfNodes(other)) || (other == OomKind.Global && IsOfNodes(kind));

    private static bool IsOfNodes(OomKind kind) => kind is OomKind.Cpuset or OomKind.MemoryPolicy;
}
