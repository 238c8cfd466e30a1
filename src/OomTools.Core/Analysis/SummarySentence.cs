using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>The verdict in one sentence: who or what, how much of all, then what else decides what to do.</summary>
internal static class SummarySentence
{
    /// <summary>A group of tasks that holds this part of what the cause names is the sentence's subject; else the memory is.</summary>
    private const double Most = 0.5;

    /// <summary>What a slab cache or call site must hold of the kernel memory to be worth a word.</summary>
    private const double Notable = 0.2;

    /// <summary>Below this share of free memory a machine is short of it, whoever asked for the kill.</summary>
    private const double ShortOfMemory = 0.05;

    /// <summary>A cgroup below this part of its limit was stopped by a large request, or its figures moved.</summary>
    private const double AtLimit = 0.95;

    /// <summary>Memory without an owner below this share is the normal state.</summary>
    private const double NotableUnaccounted = 0.1;

    /// <summary>Composes the sentence.</summary>
    public static string Of(Situation situation, Sentence sentence)
    {
        switch (situation.Cause)
        {
            case OomCause.Unknown:
                SayUnknown(situation, sentence);
                break;
            case OomCause.ManualRequest:
                SayManual(situation, sentence);
                break;
            case OomCause.Fragmentation:
                SayFragmentation(situation, sentence);
                break;
            case OomCause.AtomicReserve:
                SayAtomicReserve(situation, sentence);
                break;
            case OomCause.LowZone:
                SayLowZone(situation, sentence);
                break;
            default:
                SayScope(situation, sentence);
                SayAmount(situation, sentence);
                break;
        }

        SayOutcome(situation.Report, sentence);
        return sentence.Say(".").Finish();
    }

    private static void SayScope(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.IsFailure)
        {
            SayFailure(situation, sentence);
            sentence.Say(CauseText.IsUserSpace(situation.Cause) ? "; user space: " : "; kernel space: ");
        }
        else if (situation.IsCgroup)
        {
            if (situation.IsNow)
                SayCgroupNow(situation, sentence);
            else
                SayCgroup(report, sentence);
            sentence.Say(": ");
        }
        else if (situation.IsNodeBound)
        {
            sentence.Say(report.Kind == OomKind.Cpuset ? "The NUMA nodes that the cpuset allows are full" : "The NUMA nodes that the memory policy allows are full");
            sentence.Say(": ");
        }
        else
        {
            sentence.Say(CauseText.IsUserSpace(situation.Cause) ? "User space: " : "Kernel space: ");
        }
    }

    private static void SayCgroup(OomReport report, Sentence sentence)
    {
        if (report.CgroupPath is null)
            sentence.Say("A cgroup");
        else
            sentence.Say("Cgroup ").Name(report.CgroupPath);
        if (report.CgroupLimit is long limit)
            sentence.Say(report.CgroupUsage < limit * AtLimit ? " met its limit of " : " is at its limit of ").Size(limit);
        else
            sentence.Say(" met a limit");
    }

    private static void SayCgroupNow(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        sentence.Say("Cgroup ").Name(report.CgroupPath).Say(" holds ");
        if (report.CgroupLimit is long limit)
            sentence.PartOf(report.CgroupUsage ?? 0, limit);
        else
            sentence.Size(report.CgroupUsage ?? 0).Say(" and has no limit of its own");
        if (report.CgroupLimit is null && situation.LimitAbove is { } above)
            sentence.Say(" (").Name(above.Path).Say(" above it has ").Size(above.Limit).Say(")");
    }

    private static void SayAmount(Situation situation, Sentence sentence)
    {
        OomCause cause = situation.Cause;
        long bytes = situation.CauseBytes ?? 0;
        TaskGroup holder = situation.Holder;
        long held = Math.Min(holder.Bytes, bytes);
        if (cause is OomCause.AnonymousMemory or OomCause.Unevictable && holder.Largest is not null && held >= bytes * Most)
        {
            sentence.Group(holder).Say(holder.Count > 1 ? " hold " : " holds ");
            SayOf(situation, held, sentence);
            sentence.Say(cause == OomCause.AnonymousMemory ? " as anonymous memory" : " as locked memory");
        }
        else
        {
            sentence.Say(CauseText.Noun(cause)).Say(CauseText.IsPlural(cause) ? " hold " : " holds ");
            SayOf(situation, bytes, sentence);
            SayHolder(situation, sentence);
        }

        SayRest(situation, sentence);
        SayDetail(situation, sentence);
    }

    /// <summary>"68 % of RAM (138 of 204 MiB)"; only the size where the total is not in the log.</summary>
    private static void SayOf(Situation situation, long bytes, Sentence sentence)
    {
        if (situation.ShareOf(bytes) is not double share || situation.Allowed.Total is not long total)
        {
            sentence.Size(bytes);
            return;
        }

        sentence.Share(share).Say(situation.IsCgroup ? " of it (" : situation.IsNodeBound ? " of their memory (" : " of RAM (");
        sentence.PartOf(bytes, total).Say(")");
    }

    private static void SayHolder(Situation situation, Sentence sentence)
    {
        TaskGroup holder = situation.Holder;
        if (holder.Largest is null || holder.Bytes <= 0)
            return;

        if (situation.Cause == OomCause.SharedMemory)
        {
            if (SharedMemoryUse.IsUnmapped(situation))
                sentence.Say(", mapped by no listed process: a kill does not free it");
        }
        else if (holder.Bytes >= situation.CauseBytes * Notable)
        {
            sentence.Say(", ").Size(holder.Bytes).Say(" of it ").Group(holder);
        }
    }

    /// <summary>User space against kernel space in LRU and slab, always.</summary>
    private static void SayRest(Situation situation, Sentence sentence)
    {
        MemoryAccount account = situation.Account;
        if (situation.Cause == OomCause.HugePages)
            SayUnusedHugePages(account, sentence);

        bool slabIsCause = situation.Cause is OomCause.SlabReclaimable or OomCause.SlabUnreclaimable;
        bool lruIsCause = situation.Cause is OomCause.AnonymousMemory or OomCause.SharedMemory or OomCause.FileCache or OomCause.Unevictable;
        if (situation.IsNodeBound)
        {
            SayFreeElsewhere(situation, sentence);
            return;
        }

        if (slabIsCause && situation.ShareOf(account.Unaccounted) >= NotableUnaccounted)
            _ = SayShare(situation, ", memory that no counter owns ", account.Unaccounted, sentence);
        bool said = !lruIsCause && SayShare(situation, "; LRU ", account.Lru, sentence);
        if (!slabIsCause)
            _ = SayShare(situation, said ? ", slab " : "; slab ", account.Slab, sentence);
        else if (!said)
            _ = SayShare(situation, "; user memory ", account.User, sentence);
    }

    private static bool SayShare(Situation situation, string label, long? bytes, Sentence sentence)
    {
        if (bytes is not long amount)
            return false;

        sentence.Say(label);
        if (situation.ShareOf(amount) is double share)
            sentence.Share(share);
        else
            sentence.Size(amount);
        return true;
    }

    private static void SayUnusedHugePages(in MemoryAccount account, Sentence sentence)
    {
        if (account.FreeHugePages is not long free)
            return;
        if (free <= 0)
            sentence.Say(", all of it in use");
        else if (free >= account.HugePages)
            sentence.Say(", none of it in use");
        else
            sentence.Say(", ").Size(free).Say(" of it unused");
    }

    private static void SayFreeElsewhere(Situation situation, Sentence sentence)
    {
        if (situation.Account.Free - situation.Allowed.Free is long elsewhere && elsewhere > 0)
            sentence.Say("; other nodes have ").Size(elsewhere).Say(" free");
    }

    private static void SayDetail(Situation situation, Sentence sentence)
    {
        if (CauseText.IsUserSpace(situation.Cause))
            SayUserDetail(situation, sentence);
        else
            SayKernelDetail(situation, sentence);
    }

    private static void SayUserDetail(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.Choice.Spared is OomTask spared)
        {
            sentence.Say("; ");
            if (spared.Name != situation.Holder.Largest?.Name)
                sentence.Process(spared.Name, spared.ThreadGroup).Say(" was spared by its oom_score_adj of ").Number(spared.OomScoreAdj ?? 0);
            else
                sentence.Say("its oom_score_adj of ").Number(spared.OomScoreAdj ?? 0).Say(" spared it");
            sentence.Say(", ").Process(report.VictimName, report.VictimPid).Say(" was killed instead");
            return;
        }

        if (!situation.IsCgroup && report.SwapTotal > 0 && report.SwapFree is long free)
            SaySwap(SwapUse.IsFull(report), free, sentence);
    }

    private static void SaySwap(bool isFull, long free, Sentence sentence)
    {
        if (isFull)
            sentence.Say(", swap is full");
        else
            sentence.Say(", swap has ").Size(free).Say(" left");
    }

    private static void SayKernelDetail(Situation situation, Sentence sentence)
    {
        long bytes = situation.CauseBytes ?? 0;
        SiteShares sites = situation.Sites;
        SlabCache? cache = situation.LargestSlab;
        if (sites.Module is not null && sites.ModuleBytes >= bytes * Notable)
            sentence.Say("; module ").Name(sites.Module).Say(" allocated ").Size(sites.ModuleBytes);
        else if (cache?.Bytes >= bytes * Notable)
            sentence.Say("; ").Name(cache.Name).Say(" alone holds ").Size(cache.Bytes);
        else if (sites.Largest is AllocationSite site && site.Bytes >= bytes * Notable)
            sentence.Say("; ").Name(site.Function).Say(" allocated ").Size(site.Bytes);

        if (situation.Trace is TraceHint trace)
            sentence.Say("; the request was for ").Say(trace.What);
    }

    private static void SayFragmentation(Situation situation, Sentence sentence)
    {
        MemoryAccount account = situation.Account;
        int order = situation.Request.Order;
        sentence.Say("Fragmentation: ");
        if (account.Free is long free && account.Total is long total)
            sentence.PartOf(free, total).Say(" are free, but ");
        else
            sentence.Say("memory is free, but ");
        if (situation.Zones.AnyPasses)
            sentence.Say("zone ").Name(situation.Zones.FragmentedZone).Say(" has no usable block of order ");
        else
            sentence.Say("no usable zone has a free block of order ");
        sentence.Number(order).Say(" (").Size(RequestBytes(situation)).Say(")");
        SayRequester(situation.Report, " for ", sentence);
        int largest = situation.Zones.LargestFragmentedOrder;
        if (largest >= 0)
            sentence.Say("; the largest free block has ").Size(unchecked(Badness.PageSize(situation.Report) << Math.Min(largest, 62)));
    }

    private static void SayAtomicReserve(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        sentence.Say("Atomic reserve: a request");
        SayRequester(report, " of ", sentence);
        sentence.Say(" that may not wait");
        SayRequestShape(situation, sentence);
        MemoryAccount account = situation.Account;
        sentence.Say(situation.Zones.AnyPasses ? " failed, though the reserves were filled again when this was printed" : " met used-up reserves");
        if (account.Free is long free && account.Total is long total)
            sentence.Say(" (").PartOf(free, total).Say(" free)");
        sentence.Say("; direct reclaim and shrinkers were not run for it");
    }

    private static void SayLowZone(Situation situation, Sentence sentence)
    {
        sentence.Say("Low zone: the request may use ");
        sentence.Say(situation.Request.HighestZone == ZoneType.Dma ? "zone DMA only" : "zone DMA32 and below only");
        sentence.Say(", which is used up, while ").Size(situation.Zones.FreeAbove).Say(" are free in zones above");
    }

    private static void SayManual(Situation situation, Sentence sentence)
    {
        MemoryAccount account = situation.Account;
        sentence.Say("Manual request (SysRq f): ");
        bool killed = SayVictim(situation.Report, sentence);
        sentence.Say(killed ? " was killed" : "no process was named");
        if (account.Free is not long free || account.Total is not long total || total <= 0)
            return;

        double share = ByteSize.Share(free, total);
        sentence.Say(share < ShortOfMemory ? " and memory was short: " : " though memory was not short: ");
        sentence.Share(share).Say(" of RAM free (").PartOf(free, total).Say(")");
        _ = SayShare(situation, "; LRU ", account.Lru, sentence);
        _ = SayShare(situation, ", slab ", account.Slab, sentence);
    }

    private static void SayUnknown(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (situation.IsFailure)
        {
            SayFailure(situation, sentence);
            sentence.Say("; the log does not hold the memory figures");
            return;
        }

        if (situation.IsCgroup && report.CgroupPath is not null)
        {
            SayCgroup(report, sentence);
            sentence.Say(": ");
        }

        bool killed = SayVictim(report, sentence);
        if (!killed)
            SayTriggerOnly(report, sentence);
        bool hasFigures = report.MemInfo is not null || report.CgroupStatistics.Length > 0;
        sentence.Say(killed ? " was killed; " : "; ");
        sentence.Say(hasFigures ? "the report's memory figures are incomplete"
            : situation.IsCgroup && report.CgroupUsage is not null ? "the log does not hold the cgroup's statistics"
            : "the log does not hold the report");
    }

    /// <summary>"A request of proxy (837) failed (order 9, 2 MiB, GFP_KERNEL)".</summary>
    private static void SayFailure(Situation situation, Sentence sentence)
    {
        sentence.Say("A request");
        SayRequester(situation.Report, " of ", sentence);
        sentence.Say(" failed");
        SayRequestShape(situation, sentence);
    }

    private static void SayTriggerOnly(OomReport report, Sentence sentence)
    {
        if (report.TriggerName is null)
            sentence.Say("Out of memory");
        else
            sentence.Process(report.TriggerName, report.TriggerPid).Say(" invoked the OOM killer");
    }

    private static bool SayVictim(OomReport report, Sentence sentence)
    {
        if (report.VictimName is null && report.VictimPid is null)
            return false;

        sentence.Process(report.VictimName, report.VictimPid);
        if (report.VictimRss is long rss)
            sentence.Say(", ").Size(rss).Say(",");
        return true;
    }

    private static void SayRequester(OomReport report, string before, Sentence sentence)
    {
        if (report.TriggerName is not null)
            sentence.Say(before).Process(report.TriggerName, report.TriggerPid);
    }

    /// <summary>" (order 9, 2 MiB, GFP_KERNEL)".</summary>
    private static void SayRequestShape(Situation situation, Sentence sentence)
    {
        OomReport report = situation.Report;
        if (report.Order is null && situation.Mask.Names is null && report.RequestSize is null)
            return;

        sentence.Say(" (");
        if (report.Order is int order && order >= 0)
            sentence.Say("order ").Number(order).Say(", ");
        sentence.Size(RequestBytes(situation));
        if (situation.Mask.Names is string names)
            sentence.Say(", ").Name(names);
        sentence.Say(")");
    }

    private static long RequestBytes(Situation situation) =>
        situation.Report.RequestSize ?? unchecked(Badness.PageSize(situation.Report) << situation.Request.Order);

    private static void SayOutcome(OomReport report, Sentence sentence)
    {
        if (report.Outcome == OomOutcome.Panicked)
            sentence.Say("; the kernel panicked");
        else if (report.Outcome == OomOutcome.NoKillableProcess)
            sentence.Say("; no process could be killed");
    }
}
