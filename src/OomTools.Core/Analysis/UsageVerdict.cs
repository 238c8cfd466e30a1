using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>What fills a machine's memory now, decided and said as for an OOM report.</summary>
internal static class UsageVerdict
{
    /// <summary>Sets cause and summary.</summary>
    /// <param name="usage">The account.</param>
    /// <param name="info">The meminfo it was made of.</param>
    /// <param name="caches">Slab caches; empty where they may not be read.</param>
    public static void Explain(MemoryUsage usage, MemInfo info, SlabCache[] caches)
    {
        var report = new OomReport { Kind = OomKind.Global, Slabs = caches, SwapTotal = usage.SwapTotal, SwapFree = usage.SwapFree };
        var situation = new Situation(report, AccountOf(usage, info));
        CauseRules.Decide(situation);
        usage.Cause = situation.Cause;
        usage.Summary = situation.Cause == OomCause.Unknown
            ? "The memory figures are incomplete."
            : WithFree(SummarySentence.Of(situation, new Sentence()), situation.ShareOf(usage.FreeMemory));
    }

    /// <summary>Out of memory, little is free and goes without saying; now it decides whether the rest matters.</summary>
    private static string WithFree(string summary, double? free) =>
        free is { } share ? $"{summary.TrimEnd('.')}; free {ByteSize.FormatShare(share)}." : summary;

    private static MemoryAccount AccountOf(MemoryUsage usage, MemInfo info) => new()
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
        FreeHugePages = FreeHugePages(usage, info),
        Compressed = usage.Compressed,
        Percpu = usage.Percpu,
        Vmalloc = usage.Vmalloc,
    };

    /// <summary>meminfo counts free pages of the default size only: null where there are pools of other sizes.</summary>
    private static long? FreeHugePages(MemoryUsage usage, MemInfo info) =>
        info.HugePagesTotal * info.HugePageSize == usage.HugePages ? info.HugePagesFree * info.HugePageSize : null;
}
