using OomTools.Procfs;

namespace OomTools.Analysis;

/// <summary>
/// Ratios of vmstat counters. Each counter is meant as a family: up to 4.7 reclaim counted per zone, refaults are split
/// since 5.9, and up to 3.3 <c>pgsteal</c> did not tell kswapd from direct reclaim.
/// </summary>
internal static class VmRatios
{
    /// <summary>
    /// The ratios of what happened between two readings of one boot; since boot without an earlier one
    /// (<paramref name="elapsed"/> is then the uptime). Ratios whose counters this kernel does not have are left out.
    /// </summary>
    public static VmRatio[] Of(VmCounter[]? earlier, VmCounter[] later, TimeSpan elapsed, DateTime? time = null)
    {
        var change = new Change(earlier ?? [], later);
        var ratios = new List<VmRatio>(8);
        long? kswapdScan = change["pgscan_kswapd"];
        long? directScan = change["pgscan_direct"];
        long? kswapdSteal = change["pgsteal_kswapd"] ?? change["kswapd_steal"];
        // Up to 3.3 pgsteal_<zone> is the sum of both.
        long? directSteal = change["pgsteal_direct"] ?? (change["pgsteal"] - kswapdSteal);
        // Reclaim for a cgroup's limit is neither kswapd's nor direct: from 5.8 on these count it too, as refaults always did.
        long? allScan = (change["pgscan_anon"] + change["pgscan_file"]) ?? (kswapdScan + directScan);
        long? allSteal = (change["pgsteal_anon"] + change["pgsteal_file"]) ?? (kswapdSteal + directSteal);
        Add("ReclaimEfficiency", allSteal, allScan, "Pages reclaimed per page scanned; low: reclaim works hard for little.");
        Add("KswapdEfficiency", kswapdSteal, kswapdScan, "Pages kswapd reclaimed per page it scanned.");
        Add("DirectEfficiency", directSteal, directScan, "Pages that allocating tasks reclaimed themselves per page they scanned.");
        Add("DirectReclaimShare", directScan, kswapdScan + directScan, "Share of scanning by tasks that had to wait; high: kswapd falls behind.");
        Add("CompactionSuccess", change["compact_success"], change["compact_stall"], "Direct compactions that made the block they were started for.");
        long? refaults = change["workingset_refault"] ?? (change["workingset_refault_anon"] + change["workingset_refault_file"]);
        Add("RefaultShare", refaults, allSteal, "Pages needed again per page reclaimed; near 1 is thrashing.");
        AddRate("RefaultRate", refaults, "Pages per second that were needed again after reclaim took them.");
        AddRate("DirectReclaimRate", change["allocstall"], "Allocations per second that had to reclaim memory themselves.");
        return [.. ratios];

        void Add(string name, long? numerator, long? denominator, string meaning)
        {
            if (numerator is { } above && denominator is { } below)
                ratios.Add(Make(name, above, below, meaning, time));
        }

        void AddRate(string name, long? events, string meaning)
        {
            if (events is { } count && elapsed > TimeSpan.Zero)
                ratios.Add(Make(name, count, elapsed.TotalSeconds, meaning, time));
        }
    }

    private static VmRatio Make(string name, long numerator, double denominator, string meaning, DateTime? time) => new()
    {
        Name = name,
        Numerator = numerator,
        Denominator = denominator,
        Value = denominator > 0 ? numerator / denominator : null,
        Meaning = meaning,
        Time = time,
    };

    private readonly struct Change(VmCounter[] earlier, VmCounter[] later)
    {
        /// <summary>Change of a family of counters; null when the kernel has none of it.</summary>
        public long? this[string family] => Sum(later, family) is { } end ? end - (Sum(earlier, family) ?? 0) : null;

        private static long? Sum(VmCounter[] counters, string family)
        {
            long? sum = null;
            foreach (VmCounter counter in counters)
            {
                if (VmStatNames.IsOfFamily(counter.Name, family))
                    sum = KernelNumber.Add(sum ?? 0, counter.Value);
            }
            return sum;
        }
    }
}
