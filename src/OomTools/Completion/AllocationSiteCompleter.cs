using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Completion;

/// <summary>Completes functions, source files and modules that allocation profiling lists.</summary>
public sealed class AllocationSiteCompleter : SystemNameCompleter
{
    // A prefix that fits more is not worth the list.
    private const int MostNames = 200;

    private protected override IEnumerable<string> Names(SystemRoot root, string word) => (AllocInfo.Read(root).Value ?? [])
        .OrderByDescending(site => site.Bytes)
        .SelectMany(site => new[] { site.Function, site.Module, site.File })
        .OfType<string>()
        .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        .Distinct()
        .Take(MostNames);
}
