using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes numbers of NUMA nodes: those that this machine has.</summary>
public sealed class NodeCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) =>
        ZoneInfo.Read(root).Value?.Select(zone => zone.Node.ToString(System.Globalization.CultureInfo.InvariantCulture)) ?? [];
}
