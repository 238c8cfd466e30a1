using OomTools.Procfs;
using OomTools.Shrinkers;

namespace OomTools.Completion;

/// <summary>Completes names of shrinkers.</summary>
public sealed class ShrinkerNameCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) => ShrinkerDirectory.Open(root).Entries.Select(entry => entry.Name);
}
