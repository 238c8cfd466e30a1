using OomTools.Text;

namespace OomTools.Shrinkers;

/// <summary>What the sums of a shrinker say to someone who wonders where the memory went.</summary>
internal static class ShrinkerFinding
{
    // SHRINK_BATCH, and the batch of superblocks (fs/super.c): less than that is not scanned but deferred.
    private const long Batch = 128;
    private const long SuperBlockBatch = 1024;

    // Fewer scanned objects than this are no base for a verdict: a cache that was just used yields little at first.
    private const long MinimumScanned = 1000;

    // A shrinker that frees less than a tenth of what it looks at costs time and gives nothing.
    private const double LowYield = 0.1;

    // As much of the work as this left undone is the first thing to say.
    private const double MostlyDeferred = 0.5;

    /// <summary>A few words, that fit the last column of a table; null where there is nothing to say.</summary>
    public static string? Of(ShrinkerRow row, string function, long? freed)
    {
        ShrinkerCalls sum = row.Sum;
        if (sum.Requested == 0)
            return null;
        long batch = function is "super_cache_scan" or "prune_super" ? SuperBlockBatch : Batch;
        if (sum.Scanned == 0)
            return row.LargestUnscanned < batch ? "deferred, below its batch" : "refused to scan, deferred";
        if (freed is { } objects && sum.Scanned >= MinimumScanned && objects < sum.Scanned * LowYield)
            return $"freed {ByteSize.FormatShare(objects / (double)sum.Scanned)}: objects in use";
        double undone = 1 - (sum.Scanned / (double)sum.Requested);
        return undone >= MostlyDeferred ? ByteSize.FormatShare(undone) + " deferred" : null;
    }
}
