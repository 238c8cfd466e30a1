namespace OomTools.Analysis;

/// <summary>Among whom the OOM killer would choose, and by which arithmetic: the machine, a cgroup whose limit is hit, or some nodes.</summary>
internal sealed record OomDomain
{
    /// <summary>The memory and swap that could be used, in pages; a bias counts in thousandths of it. Null when not known.</summary>
    public long? TotalPages { get; init; }

    /// <summary>Bytes a page.</summary>
    public int PageSize { get; init; } = 4096;

    /// <summary>Whose arithmetic.</summary>
    public KernelRelease Release { get; init; } = KernelRelease.Newest;

    /// <summary>The cgroup whose limit is hit; null for a shortage of the machine.</summary>
    public string? CgroupPath { get; init; }

    /// <summary>The cgroup alone: v1 without memory.use_hierarchy does not count the cgroups below it.</summary>
    public bool IsWithoutChildren { get; init; }

    /// <summary>The nodes that are short; null for all.</summary>
    public int[]? Nodes { get; init; }

    /// <summary>The cgroup whose limit counts, where <see cref="CgroupPath"/> has none of its own; null otherwise.</summary>
    public string? LimitedBy { get; init; }

    /// <summary>Neither <see cref="CgroupPath"/> nor a cgroup above it has a limit.</summary>
    public bool IsUnlimited { get; init; }

    /// <summary>Whether a process of a cgroup may be chosen.</summary>
    public bool Includes(string? cgroupPath)
    {
        if (CgroupPath is not { } domain)
            return true;
        // From within a cgroup namespace what is outside begins with "/..".
        if (domain == "/")
            return cgroupPath != "/.." && cgroupPath?.StartsWith("/../", StringComparison.Ordinal) != true;
        return cgroupPath is not null && cgroupPath.StartsWith(domain, StringComparison.Ordinal)
            && (cgroupPath.Length == domain.Length || (cgroupPath[domain.Length] == '/' && !IsWithoutChildren));
    }

    /// <summary>Whether a process may use memory of the nodes that are short.</summary>
    public bool Allows(string? memsAllowed) =>
        Nodes is null || memsAllowed is null || Array.Exists(Nodes, node => Oom.NodeList.Contains(memsAllowed, node));
}
