namespace OomTools.Analysis;

/// <summary>What swap tells.</summary>
internal static class SwapUse
{
    /// <summary>Below this part swap counts as full: the kernel keeps a little in per-CPU caches of slots and cannot use the last of it.</summary>
    private const double NearlyNone = 0.03;

    /// <summary>Whether there is swap and (nearly) none of it is free.</summary>
    public static bool IsFull(OomReport report) =>
        report.SwapTotal is long total && total > 0 && report.SwapFree is long free && free <= total * NearlyNone;
}
