using OomTools.Oom;

namespace OomTools.Analysis;

/// <summary>Checks zones for a request and says of each what came of it.</summary>
internal sealed class PageAllocation
{
    private readonly PageRequest _request;
    private readonly string? _flags;
    private readonly int? _order;
    private readonly bool _hasHighMem;
    private readonly long _pageSize;
    private readonly Sentence _sentence = new();

    /// <param name="order">The request's order; null where it is not known: one page is then assumed.</param>
    /// <param name="mask">Its flags.</param>
    /// <param name="release">Whose rules apply.</param>
    /// <param name="zones">All zones of the machine that are known.</param>
    /// <param name="pageSize">Bytes a page.</param>
    public PageAllocation(int? order, GfpMask mask, KernelRelease release, MemoryZone[] zones, long pageSize)
    {
        _request = PageRequest.Of(order ?? 0, mask, release);
        _order = order;
        _flags = mask.Names;
        _pageSize = pageSize;
        _hasHighMem = Array.Exists(zones, zone => zone.Name == "HighMem");
    }

    /// <summary>One zone.</summary>
    public WatermarkResult Check(MemoryZone zone, bool isLastAttempt = false) =>
        Watermark.Check(zone, isLastAttempt ? _request.LastAttempt : _request, _hasHighMem, _pageSize);

    /// <summary>A zone's result with every term.</summary>
    /// <param name="result">The check.</param>
    /// <param name="isLastAttempt">Whether it was against the high watermark.</param>
    /// <param name="agrees">For a report, whether the checks agree with it.</param>
    /// <param name="missing">What the source does not tell.</param>
    public PageAllocationTest ToTest(in WatermarkResult result, bool isLastAttempt = false, bool? agrees = null, string missing = "")
    {
        MemoryZone zone = result.Zone;
        PageRequest request = isLastAttempt ? _request.LastAttempt : _request;
        bool isChecked = result.Verdict is not (WatermarkVerdict.NotAllowed or WatermarkVerdict.Unknown);
        bool hasBlocks = zone.FreeBlocks.Length > 0;
        PageAllocationVerdict verdict = VerdictOf(result);
        return new PageAllocationTest
        {
            Node = zone.Node,
            Zone = zone.Name,
            Order = _order,
            GfpFlags = _flags,
            Verdict = verdict,
            Reason = ReasonOf(verdict, result, request),
            Free = zone.Free,
            Usable = isChecked ? result.Usable : null,
            Needs = isChecked ? result.Needs : null,
            Watermark = Watermark.WatermarkOf(zone, request.Level),
            WatermarkName = request.Level == WatermarkLevel.High ? "high" : "min",
            Boost = zone.Boost,
            Mark = isChecked ? result.Mark : null,
            LowmemReserve = isChecked ? result.LowmemReserve : null,
            HighAtomic = isChecked ? result.HighAtomic : null,
            Cma = isChecked ? result.Cma : null,
            FreePerCpu = zone.FreePerCpu,
            BlockCount = Watermark.UsableBlocks(zone, request),
            LargestOrder = Watermark.LargestUsableOrder(zone, request) is >= 0 and int largest ? largest : null,
            FragmentationIndex = hasBlocks ? Fragmentation.ExternalIndex(zone.FreeBlocks, request.Order) / (double)Fragmentation.Scale : null,
            UnusableIndex = hasBlocks ? Fragmentation.UnusableIndex(zone.FreeBlocks, request.Order) / (double)Fragmentation.Scale : null,
            Agrees = agrees,
            Missing = missing,
        };
    }

    private PageAllocationVerdict VerdictOf(in WatermarkResult result) => result.Verdict switch
    {
        _ when IsTooLarge(result.Zone) => PageAllocationVerdict.NotAllowed,
        WatermarkVerdict.Passes => PageAllocationVerdict.Succeeds,
        WatermarkVerdict.NotAllowed => PageAllocationVerdict.NotAllowed,
        WatermarkVerdict.Short => IsReserved(result) ? PageAllocationVerdict.Reserves : PageAllocationVerdict.Shortage,
        // A block is there, but its kind is for others; before 4.4 it could be out of reach below the smaller ones.
        WatermarkVerdict.Fragmented => Fragmentation.HasBlock(result.Zone.FreeBlocks, _request.Order) && Watermark.UsableBlocks(result.Zone, _request) == 0
            ? PageAllocationVerdict.Reserves
            : PageAllocationVerdict.Fragmentation,
        _ => PageAllocationVerdict.Unknown,
    };

    /// <summary>The kernel has no lists for such blocks.</summary>
    private bool IsTooLarge(MemoryZone zone) => zone.FreeBlocks.Length > 0 && _request.Order >= zone.FreeBlocks.Length;

    /// <summary>Without what is kept for others the watermark would be left.</summary>
    private static bool IsReserved(in WatermarkResult result) =>
        unchecked(result.Usable + result.HighAtomic + result.Cma) > result.Mark;

    private string ReasonOf(PageAllocationVerdict verdict, in WatermarkResult result, in PageRequest request)
    {
        MemoryZone zone = result.Zone;
        switch (verdict)
        {
            case PageAllocationVerdict.Succeeds:
                return zone.Free < zone.Low ? "yes, but below the low watermark: kswapd is woken" : "yes";
            case PageAllocationVerdict.NotAllowed when IsTooLarge(zone):
                return _sentence.Say("not possible: no block is larger than order ").Number(zone.FreeBlocks.Length - 1).Finish();
            case PageAllocationVerdict.NotAllowed:
                return _sentence.Say("not allowed: it may use ").Say(NameOf(request.HighestZone)).Say(" and below").Finish();
            case PageAllocationVerdict.Shortage:
                _sentence.Say("no: ").Size(Short(result)).Say(" too little is free");
                if (request.Level == WatermarkLevel.High)
                    _sentence.Say(" for the last attempt");
                return _sentence.Finish();
            case PageAllocationVerdict.Reserves when result.Verdict == WatermarkVerdict.Fragmented:
                return _sentence.Say("no: its blocks of order ").Number(request.Order).Say(" are kept for others").Finish();
            case PageAllocationVerdict.Reserves:
                return _sentence.Say("no: ").Size(Short(result)).Say(" short, as ").Size(unchecked(result.LowmemReserve + result.HighAtomic + result.Cma)).Say(" is kept for others").Finish();
            case PageAllocationVerdict.Fragmentation when Fragmentation.HasBlock(zone.FreeBlocks, request.Order):
                return _sentence.Say("no: beside the blocks below order ").Number(request.Order).Say(" too little is free (a rule up to 4.3)").Finish();
            case PageAllocationVerdict.Fragmentation:
                int unusable = Fragmentation.UnusableIndex(zone.FreeBlocks, request.Order);
                return _sentence.Say("no: ").Share(unusable / (double)Fragmentation.Scale).Say(" of it is in blocks below order ").Number(request.Order)
                    .Say(", index ").Index(Fragmentation.ExternalIndex(zone.FreeBlocks, request.Order)).Finish();
            default:
                return "unknown: a number is missing";
        }
    }

    /// <summary>One byte more than is needed would do; memory comes in pages.</summary>
    private long Short(in WatermarkResult result) => unchecked(result.Needs - result.Usable + _pageSize);

    private static string NameOf(ZoneType zone) => zone switch
    {
        ZoneType.Dma => "DMA",
        ZoneType.Dma32 => "DMA32",
        _ => zone.ToString(),
    };
}
