using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Sites;

namespace OomTools.Commands;

/// <summary>Reads who in the kernel holds memory.</summary>
[Cmdlet(VerbsCommon.Get, "AllocationSite")]
[OutputType(typeof(AllocationSite))]
public sealed class GetAllocationSiteCommand : RepeatingCommand<AllocationSite>
{
    private NameFilter? _filter;
    private bool _isExplained;

    /// <summary>Sites of these functions, source files, modules or slab caches.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AllocationSiteCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only so many: the largest, with -Interval those that grow fastest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>The source; the best that the kernel has without it.</summary>
    [Parameter]
    [ValidateSet(nameof(AllocationSiteMethod.AllocInfo), nameof(AllocationSiteMethod.SlabTraces), nameof(AllocationSiteMethod.PageOwner))]
    public AllocationSiteMethod? Method { get; set; }

    /// <summary>Watch for so long instead of asking what the kernel knows.</summary>
    [Parameter]
    [Duration(Minimum = 0.01, Maximum = 86400)]
    public TimeSpan Duration { get; set; }

    /// <summary>Sites that hold nothing, too.</summary>
    [Parameter]
    public SwitchParameter IncludeEmpty { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Duration == default)
            base.ProcessRecord();
        else if (Root is not null || IsRepeating || Method is not null)
            WriteError(SiteErrors.SamplingNeedsLive());
        else if (!OperatingSystem.IsLinux())
            WriteError(SystemErrors.LiveSourceNeedsLinux());
        else
            new SiteRecording(this, sites => Write(new SystemRoot(), sites, null, Duration)).Run(Duration);
    }

    private protected override AllocationSite[]? Take(SystemRoot root, Earlier? earlier)
    {
        SystemReading<AllocationSite[]> reading = Method is { } method ? CallSites.Read(root, method, Stopped) : CallSites.Read(root, Stopped);
        if (reading.Value is not { } sites)
        {
            WriteError(SiteErrors.Of(root, Method, reading));
            return null;
        }

        Explain(root, sites);
        return SiteGrowth.Of(sites, earlier?.Items, earlier?.Elapsed ?? default, earlier?.Now);
    }

    private protected override void Write(SystemRoot root, AllocationSite[] items, AllocationSite[]? earlier, TimeSpan elapsed)
    {
        AllocationSite[] selected = (_filter ??= new NameFilter(Name, "call site")).Select(this, items, IsMatch);
        // Thousands of places allocate now and then, and hold nothing; whoever names one wants to see that.
        if (!IncludeEmpty && Name is null)
            selected = Array.FindAll(selected, site => site.Bytes != 0 || site.Calls != 0 || site.Delta is not (null or 0));
        IOrderedEnumerable<AllocationSite> sorted = earlier is null
            ? selected.OrderByDescending(site => site.Bytes)
            : selected.OrderByDescending(site => site.Delta).ThenByDescending(site => site.Bytes);
        WriteObject(Top > 0 ? sorted.Take(Top) : sorted, true);
    }

    private static bool IsMatch(AllocationSite site, WildcardPattern pattern) =>
        pattern.IsMatch(site.Function)
        || (site.File is { } file && (pattern.IsMatch(file) || pattern.IsMatch($"{file}:{site.Line}")))
        || (site.Module is { } module && pattern.IsMatch(module))
        || (site.CacheName is { } cache && pattern.IsMatch(cache));

    // Said once, however often the file is read.
    private void Explain(SystemRoot root, AllocationSite[] sites)
    {
        if (_isExplained)
            return;
        _isExplained = true;
        AllocationSiteMethod method = sites.Length > 0 ? sites[0].Method : AllocationSiteMethod.AllocInfo;
        if (method == AllocationSiteMethod.AllocInfo && MemoryProfilingState.Read(root) == MemoryProfiling.Off)
            WriteWarning("Allocation profiling is turned off (vm.mem_profiling = 0): the numbers are of the time when it was on. Turn it on with: sysctl vm.mem_profiling=1");
        else if (method == AllocationSiteMethod.AllocInfo && Array.TrueForAll(sites, site => site.Bytes == 0))
            WriteWarning("No call site holds anything: allocation profiling was not on when this was read. Turn it on with: sysctl vm.mem_profiling=1, or at boot: sysctl.vm.mem_profiling=1");
        else if (method != AllocationSiteMethod.AllocInfo && Method is null)
            WriteWarning(SiteErrors.FallbackText(method, MemoryProfilingState.Read(root)));
        WriteVerbose(FormattableString.Invariant($"{sites.Length} call sites by {method} hold {SiteOverlap.Total(sites)} bytes, overlaps left out."));
    }
}
