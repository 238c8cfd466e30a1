using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes names of slab caches, those of merged ones too.</summary>
public sealed class SlabNameCompleter : SystemNameCompleter
{
    private const string Directory = "/sys/kernel/slab";

    // slabinfo is for root; the names in sysfs are for everybody.
    private protected override IEnumerable<string> Names(SystemRoot root, string word) => SlabInfo.Read(root).Value is { } caches
        ? caches.SelectMany(cache => cache.Aliases.Prepend(cache.Name))
        : root.List(Directory).Where(name => name[0] != ':');
}
