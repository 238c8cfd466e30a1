using OomTools.Oom;

namespace OomTools.Analysis;

/// <summary>
/// Replays the request of a report with the report's own zones. It did fail; where the zones say otherwise they were printed too late, which
/// is said.
/// </summary>
internal static class AllocationReplay
{
    /// <summary>Missing of a zone that would pass.</summary>
    public const string Later = "free memory at the moment of the failure: the zones were printed later, when there was more";

    /// <summary>One result a zone; one without a zone where no zone can tell.</summary>
    public static PageAllocationTest[] Of(OomReport report)
    {
        GfpMask mask = GfpMask.Parse(report.GfpMask, report.GfpFlags, report.KernelVersion);
        if (report.Kind == OomKind.Manual)
            return [WithoutZone(report, mask, "nobody asked for memory: a kill by hand (SysRq)", "a request", null)];
        if (report.Kind == OomKind.Cgroup)
            return [OfCgroup(report, mask)];

        string? nodes = report.NodeMask ?? (report.Kind == OomKind.Cpuset ? report.MemsAllowed : null);
        MemoryZone[] zones = nodes is null ? report.Zones : Array.FindAll(report.Zones, zone => NodeList.Contains(nodes, zone.Node));
        if (zones.Length == 0)
            return [WithoutZone(report, mask, "unknown: the report has no zones", "zones (Mem-Info)", null)];

        var allocation = new PageAllocation(report.Order, mask, KernelRelease.Parse(report.KernelVersion), report.Zones, Badness.PageSize(report));
        return OfZones(report, allocation, zones);
    }

    private static PageAllocationTest[] OfZones(OomReport report, PageAllocation allocation, MemoryZone[] zones)
    {
        var results = new (WatermarkResult Result, bool IsLastAttempt)[zones.Length];
        bool passes = false;
        bool isKnown = false;
        for (int i = 0; i < zones.Length; i++)
        {
            results[i] = Check(report, allocation, zones[i]);
            passes |= results[i].Result.Verdict == WatermarkVerdict.Passes;
            isKnown |= results[i].Result.Verdict is WatermarkVerdict.Short or WatermarkVerdict.Fragmented;
        }

        if (Array.TrueForAll(results, pair => pair.Result.Verdict == WatermarkVerdict.NotAllowed))
            return Array.ConvertAll(results, pair => allocation.ToTest(pair.Result, missing: "zones that the request may use"));

        bool? agrees = passes ? false : isKnown ? true : null;
        return Array.ConvertAll(results, pair => allocation.ToTest(pair.Result, pair.IsLastAttempt, agrees, Missing(report, pair.Result)));
    }

    /// <summary>A zone that would pass at min was not enough for the OOM killer's last attempt, if the report is of a kill.</summary>
    private static (WatermarkResult Result, bool IsLastAttempt) Check(OomReport report, PageAllocation allocation, MemoryZone zone)
    {
        WatermarkResult result = allocation.Check(zone);
        if (result.Verdict != WatermarkVerdict.Passes || report.Kind == OomKind.AllocationFailure || zone.High is null)
            return (result, false);
        WatermarkResult last = allocation.Check(zone, isLastAttempt: true);
        return last.Verdict == WatermarkVerdict.Passes ? (result, false) : (last, true);
    }

    private static string Missing(OomReport report, in WatermarkResult result)
    {
        MemoryZone zone = result.Zone;
        if (result.Verdict == WatermarkVerdict.NotAllowed)
            return "";
        if (zone.Free is null)
            return "free";
        if (zone.Min is null)
            return "min";
        if (report.Order is null)
            return "order of the request";
        if (report.Order > 0 && zone.FreeBlocks.Length == 0)
            return "free blocks of the zone (its buddy line)";
        return result.Verdict == WatermarkVerdict.Passes ? Later : "";
    }

    private static PageAllocationTest OfCgroup(OomReport report, GfpMask mask)
    {
        if (report.CgroupUsage is not long usage || report.CgroupLimit is not long limit)
            return WithoutZone(report, mask, "unknown: the report does not say how full the cgroup was", "usage or limit of the cgroup", null);

        long free = limit - usage;
        long needed = report.RequestSize ?? Badness.PageSize(report);
        bool fails = free < needed;
        return new PageAllocationTest
        {
            Order = report.Order,
            GfpFlags = mask.Names,
            Verdict = fails ? PageAllocationVerdict.CgroupLimit : PageAllocationVerdict.Succeeds,
            Reason = fails
                ? new Sentence().Say("no: ").Size(free).Say(" below the limit of ").Name(report.CgroupPath, 30).Finish()
                : new Sentence().Say("yes: ").Size(free).Say(" below the limit of ").Name(report.CgroupPath, 30).Finish(),
            Free = free,
            Usable = free,
            Needs = needed,
            Agrees = fails,
            Missing = fails ? "" : "usage at the moment of the failure: it was printed later, when there was less",
            CgroupPath = report.CgroupPath,
        };
    }

    private static PageAllocationTest WithoutZone(OomReport report, GfpMask mask, string reason, string missing, bool? agrees) => new()
    {
        Order = report.Order,
        GfpFlags = mask.Names,
        Verdict = PageAllocationVerdict.Unknown,
        Reason = reason,
        Agrees = agrees,
        Missing = missing,
        CgroupPath = report.CgroupPath,
    };
}
