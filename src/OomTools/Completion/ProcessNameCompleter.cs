using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes names of processes.</summary>
public sealed class ProcessNameCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) => ProcessTable.Read(root).Select(process => process.Name);
}
