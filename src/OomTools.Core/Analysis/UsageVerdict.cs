using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>What fills a machine's or a cgroup's memory now, decided and said as for an OOM report.</summary>
internal static class UsageVerdict
{
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
        var report = new OomReport { Kind = OomKind.Cgroup, CgroupPath = cgroup.Path, CgroupUsage = cgroup.Usage, CgroupLimit = cgroup.Limit };
        MemoryAccount account = AccountOf(usage);
        // v1 says how much kernel memory there is, but not what it is.
        if (account.Slab is null)
            account = account with { Kernel = account.Kernel - usage.OtherKernelMemory, Unaccounted = account.Unaccounted + usage.OtherKernelMemory };
        Explain(usage, new Situation(report, account) { IsNow = true, LimitAbove = above });
        if (usage.Cause == OomCause.Unaccounted && account.Slab is null)
            usage.Summary = usage.Summary.Replace(CauseText.Noun(OomCause.Unaccounted), "kernel memory, of kinds that v1 does not tell,", StringComparison.Ordinal);
        if (usage.Cause == OomCause.Unknown)
            usage.Summary = $"Cgroup {SafeText.Clean(cgroup.Path)} holds {ByteSize.Format(cgroup.Usage ?? 0)}; of what kind is not counted.";
    }

    private static void Explain(MemoryUsage usage, Situation situation)
    {
        CauseRules.Decide(situation);
        usage.Cause = situation.Cause;
        usage.Summary = situation.Cause == OomCause.Unknown
            ? "The memory figures are incomplete."
            : WithFree(SummarySentence.Of(situation, new Sentence()), HasLimit(situation) ? situation.ShareOf(usage.FreeMemory) : null);
    }

    /// <summary>Out of memory, little is free and goes without saying; now it decides whether the rest matters.</summary>
    private static string WithFree(string summary, double? free) =>
        free is { } share ? $"{summary.TrimEnd('.')}; free {ByteSize.FormatShare(share)}." : summary;

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
    private static long? FreeHugePages(MemoryUsage usage, MemInfo info) =>
        info.HugePagesTotal * info.HugePageSize == usage.HugePages ? info.HugePagesFree * info.HugePageSize : null;
}
