namespace OomTools.Analysis;

/// <summary>What a process's score is made of, in pages.</summary>
/// <param name="Rss">Resident pages.</param>
/// <param name="Swap">Pages in swap.</param>
/// <param name="PageTables">Pages of its page tables.</param>
/// <param name="Adjustment">Bias, -1000 to 1000.</param>
/// <param name="IsPrivileged">Whether it has CAP_SYS_ADMIN, which was worth 3 % up to 4.16.</param>
internal readonly record struct BadnessTerms(long Rss, long Swap, long PageTables, int Adjustment, bool IsPrivileged)
{
    /// <summary>The pages that the process holds.</summary>
    public long Sum => unchecked(Rss + Swap + PageTables);
}
