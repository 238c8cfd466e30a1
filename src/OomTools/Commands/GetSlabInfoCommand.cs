using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Sites;

namespace OomTools.Commands;

/// <summary>Reads the slab caches of the kernel.</summary>
[Cmdlet(VerbsCommon.Get, "SlabInfo")]
[OutputType(typeof(SlabCache))]
public sealed class GetSlabInfoCommand : RepeatingCommand<SlabCache>
{
    private NameFilter? _filter;
    private SlabNames? _names;
    private bool _isShrinkerSaid;
    private bool _isSiteSaid;

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

    /// <summary>With what shrinkers could free of each.</summary>
    [Parameter]
    public SwitchParameter WithShrinker { get; set; }

    /// <summary>With who took the objects of each.</summary>
    [Parameter]
    public SwitchParameter WithAllocationSite { get; set; }

    private protected override SlabCache[]? Take(SystemRoot root, Earlier? earlier)
    {
        // Which names share a cache does not change while it lives; looking them up costs more than slabinfo does.
        SlabCache[]? caches = ValueOf(root, SlabInfo.Read(root, _names ??= SlabNames.Read(root)));
        if (caches is not null && earlier is not null)
            SlabGrowth.Set(earlier.Items, caches, earlier.Elapsed, earlier.Now);
        if (caches is not null)
            Join(root, caches);
        return caches;
    }

    private protected override void Write(SystemRoot root, SlabCache[] items, SlabCache[]? earlier, TimeSpan elapsed)
    {
        SlabCache[] selected = (_filter ??= new NameFilter(Name, "slab cache")).Select(this, items, IsMatch);
        IEnumerable<SlabCache> caches = Top > 0 ? Largest(selected, earlier is not null).Take(Top) : selected;
        WriteObject(WithShrinker || WithAllocationSite ? caches.Select(Joined) : caches, true);
    }

    // A view of its own shows what was joined; the object is a SlabCache all the same.
    private static PSObject Joined(SlabCache cache)
    {
        var joined = PSObject.AsPSObject(cache);
        joined.TypeNames.Insert(0, "OomTools.SlabCache#Join");
        return joined;
    }

    private void Join(SystemRoot root, SlabCache[] caches)
    {
        if (WithShrinker && SlabJoin.AddShrinkers(root, caches, Stopped) is not ShrinkerSource.Found)
            WarnOnce(ref _isShrinkerSaid, "The kernel does not show its shrinkers (debugfs, 6.0 with CONFIG_SHRINKER_DEBUG, for root): what is freeable is known of dentries at most.");
        if (!WithAllocationSite)
            return;
        SystemReading<AllocationSite[]> reading = SlabJoin.AddSites(root, caches, Stopped);
        if (reading.Value is null)
            WarnOnce(ref _isSiteSaid, SiteErrors.Of(root, null, reading).Exception.Message);
        else if (reading.Value is [{ Method: not AllocationSiteMethod.AllocInfo and var method }, ..])
            WarnOnce(ref _isSiteSaid, SiteErrors.FallbackText(method, MemoryProfilingState.Read(root)));
    }

    private void WarnOnce(ref bool isSaid, string text)
    {
        if (!isSaid)
            WriteWarning(text);
        isSaid = true;
    }

    private static IEnumerable<SlabCache> Largest(SlabCache[] caches, bool isGrowth) => isGrowth
        ? caches.OrderByDescending(cache => cache.Delta).ThenByDescending(cache => cache.Bytes)
        : caches.OrderByDescending(cache => cache.Bytes);

    // A merged cache is listed under one of its names; people look for any of them.
    private static bool IsMatch(SlabCache cache, WildcardPattern pattern) =>
        pattern.IsMatch(cache.Name) || Array.Exists(cache.Aliases, pattern.IsMatch);
}
