using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the slab caches of the kernel.</summary>
[Cmdlet(VerbsCommon.Get, "SlabInfo")]
[OutputType(typeof(SlabCache))]
public sealed class GetSlabInfoCommand : RepeatingCommand<SlabCache>
{
    private NameFilter? _filter;
    private SlabNames? _names;

    /// <summary>Caches of these names.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SlabNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only so many: the largest first, with -Interval those that grow fastest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    private protected override SlabCache[]? Take(SystemRoot root, Earlier? earlier)
    {
        // Which names share a cache does not change while it lives; looking them up costs more than slabinfo does.
        SlabCache[]? caches = ValueOf(root, SlabInfo.Read(root, _names ??= SlabNames.Read(root)));
        if (caches is not null && earlier is not null)
            SlabGrowth.Set(earlier.Items, caches, earlier.Elapsed, earlier.Now);
        return caches;
    }

    private protected override void Write(SystemRoot root, SlabCache[] items, SlabCache[]? earlier, TimeSpan elapsed)
    {
        SlabCache[] selected = (_filter ??= new NameFilter(Name, "slab cache")).Select(this, items, IsMatch);
        WriteObject(Top > 0 ? Largest(selected, earlier is not null).Take(Top) : selected, true);
    }

    private static IEnumerable<SlabCache> Largest(SlabCache[] caches, bool isGrowth) => isGrowth
        ? caches.OrderByDescending(cache => cache.Delta).ThenByDescending(cache => cache.Bytes)
        : caches.OrderByDescending(cache => cache.Bytes);

    // A merged cache is listed under one of its names; people look for any of them.
    private static bool IsMatch(SlabCache cache, WildcardPattern pattern) =>
        pattern.IsMatch(cache.Name) || Array.Exists(cache.Aliases, pattern.IsMatch);
}
