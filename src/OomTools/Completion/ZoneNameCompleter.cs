using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes names of memory zones: those that this kernel has.</summary>
public sealed class ZoneNameCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) => ZoneInfo.Read(root).Value?.Select(zone => zone.Name) ?? [];
}
