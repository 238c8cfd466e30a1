using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>What fills a machine's or a cgroup's memory now, decided and said as for an OOM report.</summary>
internal static class UsageVerdict
{
    /// <summary>From this part of a cgroup's usage on, what is charged ahead is worth a word.</summary>
    private const double NotableAhead = 0.1;

    /// <summary>Sets cause and summary of a machine's account.</summary>
    /// <param name="usage">The account.</param>
    /// <param name="info">The meminfo it was made of.</param>
    /// <param name="caches">Slab caches; empty where they may not be read.</param>
    public static void Explain(MemoryUsage usage, MemInfo info, SlabCache[] caches)
    {
        var report = new OomReport { Kind = OomKind.Global, Slabs = caches, SwapTotal = usage.SwapTotal, SwapFree = usage.SwapFree };
        Explain(usage, new Situation(report, AccountOf(usage) with { FreeHugePages = FreeHugePages(usage, info) }));
    }

    /// <summary>Sets cause and summary of a cgroup's account.</summary>
    /// <param name="usage">The account.</param>
    /// <param name="cgroup">The cgroup.</param>
    /// <param name="above">The nearest cgroup above that has a limit, where it matters.</param>
    public static void Explain(MemoryUsage usage, CgroupMemory cgroup, (string Path, long Limit)? above = null)
    {
        var report = new OomReport { Kind = OomKind.Cgroup, CgroupPath = cgroup.Path, CgroupUsage = usage.TotalMemory - usage.FreeMemory, CgroupLimit = cgroup.Limit };
        var situation = new Situation(report, AccountOf(usage)) { IsNow = true, LimitAbove = above, ChargeableAhead = cgroup.ChargeableAhead };
        Explain(usage, situation);
        if (usage.Cause == OomCause.Unknown)
            usage.Summary = OfNoKind(situation);
    }

    private static void Explain(MemoryUsage usage, Situation situation)
    {
        CauseRules.Decide(situation);
        usage.Cause = situation.Cause;
        usage.Summary = situation.Cause == OomCause.Unknown
            ? "The memory figures are incomplete."
            : WithRest(SummarySentence.Of(situation, new Sentence()), situation, HasLimit(situation) ? situation.ShareOf(usage.FreeMemory) : null);
    }

    /// <summary>None of a cgroup's counters says anything.</summary>
    private static string OfNoKind(Situation situation)
    {
        var sentence = new Sentence();
        SummaryPhrases.SayCgroupNow(situation, sentence);
        return sentence.Say(situation.Ahead > 0
            ? ": no more than the kernel charges ahead of use (up to 64 pages a CPU)."
            : situation.Account.Unaccounted > 0 ? "; of what kind is not counted." : ".").Finish();
    }

    /// <summary>Out of memory, little is free and goes without saying; now it decides whether the rest matters.</summary>
    private static string WithRest(string summary, Situation situation, double? free)
    {
        string ahead = situation.Ahead >= situation.Report.CgroupUsage * NotableAhead ? $"; {ByteSize.Format(situation.Ahead)} charged ahead of use" : "";
        string room = free is { } share ? $"; free {ByteSize.FormatShare(share)}" : "";
        return $"{summary.TrimEnd('.')}{ahead}{room}.";
    }

    /// <summary>A cgroup without a limit has all that it holds, so that nothing of it is free.</summary>
    private static bool HasLimit(Situation situation) => !situation.IsCgroup || situation.Report.CgroupLimit is not null;

    private static MemoryAccount AccountOf(MemoryUsage usage) => new()
    {
        Total = usage.TotalMemory,
        Free = usage.FreeMemory,
        User = usage.UserMemory,
        Kernel = usage.KernelMemory,
        Unaccounted = usage.UnaccountedMemory,
        Lru = usage.Lru,
        Anonymous = usage.AnonymousMemory,
        Shared = usage.SharedMemory,
        File = usage.FileMemory,
        Unevictable = usage.Unevictable,
        SlabReclaimable = usage.SlabReclaimable,
        SlabUnreclaimable = usage.SlabUnreclaimable,
        PageTables = usage.PageTables,
        KernelStack = usage.KernelStack,
        HugePages = usage.HugePages,
        Compressed = usage.Compressed,
        Percpu = usage.Percpu,
        Vmalloc = usage.Vmalloc,
        Sockets = usage.Sockets,
    };

    /// <summary>meminfo counts free pages of the default size only: null where there are pools of other sizes.</summary>
    private static long? FreeHugePages(MemoryUsage usage, MemInfo info) => info.HugePools == usage.HugePages ? info.FreeHugePools
        : info.HugePagesTotal * info.HugePageSize == usage.HugePages ? info.HugePagesFree * info.HugePageSize : null;
}
