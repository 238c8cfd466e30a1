using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes paths of cgroups in the unified hierarchy, one level at a time.</summary>
public sealed class UnifiedCgroupCompleter : SystemNameCompleter
{
    private protected override IEnumerable<string> Names(SystemRoot root, string word) =>
        CgroupHierarchy.FindUnified(root) is { } hierarchy ? CgroupTree.Children(root, hierarchy, word) : [];
}
