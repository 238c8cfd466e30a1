using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes paths of memory cgroups, one level at a time.</summary>
public sealed class CgroupCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) =>
        CgroupHierarchy.Find(root) is { } hierarchy ? CgroupTree.Children(root, hierarchy, word) : [];
}
