using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>What Get-OomCandidate is to suppose to be short of memory; null after an error record.</summary>
internal sealed class CandidateDomain(SystemRootCommand cmdlet, SystemRoot root)
{
    /// <summary>A cgroup's limit is hit.</summary>
    public OomDomain? OfCgroup(CgroupHierarchy? hierarchy, string path)
    {
        SystemReading<OomDomain>? reading = hierarchy is null ? null : OomDomains.OfCgroup(root, hierarchy, path);
        if (reading is not null && reading.Status != SystemFileStatus.Missing)
            return cmdlet.ValueOf(root, reading);
        cmdlet.WriteError(CgroupErrors.NotFound(path));
        return null;
    }

    /// <summary>A request is bound to nodes that have no memory left.</summary>
    public OomDomain? OfNodes(int[] nodes)
    {
        if (cmdlet.ValueOf(root, ZoneInfo.Read(root)) is not { } zones)
            return null;
        int missing = Array.FindIndex(nodes, node => !Array.Exists(zones, zone => zone.Node == node));
        if (missing < 0)
            return cmdlet.ValueOf(root, OomDomains.OfNodes(root, nodes));
        cmdlet.WriteError(RemedyErrors.NodeNotFound(nodes[missing]));
        return null;
    }
}
