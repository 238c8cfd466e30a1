using OomTools.Oom;

namespace OomTools.Analysis;

/// <summary>A report with everything that is computed from it once, for the rules and sentences that look at it.</summary>
internal sealed class Situation
{
    // Large; whoever looks at them gets a reference.
    private readonly MemoryAccount _account;
    private readonly MemoryAccount _allowed;

    /// <summary>Reads a report; sets the scores of its tasks.</summary>
    public Situation(OomReport report)
        : this(report, MemoryAccount.Of(report))
    {
    }

    /// <summary>With an account that was not made from the report.</summary>
    public Situation(OomReport report, in MemoryAccount account)
    {
        Report = report;
        ChargeableAhead = report.Kind == OomKind.Cgroup ? ChargedAhead.PagesPerCpu * Badness.PageSize(report) : 0;
        Mask = GfpMask.Parse(report.GfpMask, report.GfpFlags, report.KernelVersion);
        Request = PageRequest.Of(report, Mask);
        _account = account;
        if (IsNodeBound)
            _allowed = NodesAccount.Of(report);
        Badness.Score(report, Request.Release);
        Choice = VictimChoice.Of(report);
        Zones = ZoneChecks.Of(report, Request);
        Sites = SiteShares.Of(report.AllocationSites);
    }

    public OomReport Report { get; }

    public GfpMask Mask { get; }

    public PageRequest Request { get; }

    /// <summary>The machine's or the cgroup's account.</summary>
    public ref readonly MemoryAccount Account => ref _account;

    /// <summary>What the request was allowed to use: <see cref="Account"/>, but for a cpuset or policy the allowed nodes.</summary>
    public ref readonly MemoryAccount Allowed => ref IsNodeBound ? ref _allowed : ref _account;

    public VictimChoice Choice { get; }

    /// <summary>The watermark check of the zones.</summary>
    public ZoneChecks Zones { get; }

    /// <summary>Call sites, where the log has them.</summary>
    public SiteShares Sites { get; }

    /// <summary>The verdict. Set by <see cref="CauseRules"/>.</summary>
    public OomCause Cause { get; set; }

    /// <summary>Bytes of what the cause names; null where it is not an amount.</summary>
    public long? CauseBytes { get; set; }

    /// <summary>The tasks of one name that hold most of what the cause names; without a task where no process holds it.</summary>
    public TaskGroup Holder { get; set; }

    /// <summary>What the kernel was allocating; looked for only where the cause is in the kernel.</summary>
    public TraceHint? Trace { get; set; }

    /// <summary>The largest cache of "Unreclaimable slab info"; null where the report has none.</summary>
    public SlabCache? LargestSlab
    {
        get
        {
            SlabCache? largest = null;
            foreach (SlabCache cache in Report.Slabs)
                largest = largest is null || cache.Bytes > largest.Bytes ? cache : largest;
            return largest;
        }
    }

    /// <summary>Whether it is about memory as it is now, without any report: then a cgroup need not be at its limit.</summary>
    public bool IsNow { get; init; }

    /// <summary>Of a cgroup as it is now: the nearest one above that has a limit; null where that was not looked for.</summary>
    public (string Path, long Limit)? LimitAbove { get; init; }

    /// <summary>What the kernel may have charged a cgroup ahead of use. A report does not say how many CPUs there are: that of one.</summary>
    public long ChargeableAhead { get; init; }

    /// <summary>Memory of a cgroup that no counter owns because it is only charged ahead; 0 where more than that has no owner.</summary>
    public long Ahead => _account.Unaccounted is > 0 and long rest && rest <= ChargeableAhead ? rest : 0;

    /// <summary>Memory that no counter owns and somebody uses.</summary>
    public long? Unaccounted => _account.Unaccounted - Ahead;

    /// <summary>Kernel memory of a cgroup where its kinds are not told: v1 has its sum only (kmem).</summary>
    public long? UndividedKernel => IsCgroup && _account.Slab is null ? _account.Kernel : null;

    /// <summary>What the cause names, as the subject of a sentence.</summary>
    public string Noun => Cause == OomCause.Unaccounted && CauseBytes == UndividedKernel
        ? "kernel memory of kinds that v1 does not tell"
        : CauseText.Noun(Cause);

    /// <summary>Whether the kernel limited the request to some nodes.</summary>
    public bool IsNodeBound => Report.Kind is OomKind.Cpuset or OomKind.MemoryPolicy;

    public bool IsCgroup => Report.Kind == OomKind.Cgroup;

    /// <summary>A request failed and nobody was killed for it.</summary>
    public bool IsFailure => Report.Kind == OomKind.AllocationFailure;

    /// <summary>Share of the machine's or the cgroup's memory: of what is not counted per node.</summary>
    public double? ShareOfAll(long? bytes) =>
        bytes is long part && Account.Total is long total && total > 0 ? part / (double)total : null;

    /// <summary>Share of the memory the verdict is about.</summary>
    public double? ShareOf(long? bytes) =>
        bytes is long part && Allowed.Total is long total && total > 0 ? part / (double)total : null;
}
