using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes names of counters in /proc/vmstat.</summary>
public sealed class VmCounterCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) => VmStat.Read(root).Value?.Select(counter => counter.Name) ?? [];
}
