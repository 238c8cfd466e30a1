namespace OomTools.Procfs;

/// <summary>What the counters of vmstat are about, by their names; families changed their names in 3.4, 4.6, 4.8 and 5.9.</summary>
internal static class VmStatNames
{
    // The zones a kernel may be compiled with: suffixes of pgalloc, allocstall, pgskip, up to 4.7 of pgscan, pgsteal, pgrefill.
    private static readonly string[] s_zones = ["_dma", "_dma32", "_normal", "_high", "_movable", "_device"];

    // The first prefix that fits decides, so the longer ones come first.
    private static readonly (string Prefix, VmCounterGroup Group)[] s_groups =
    [
        ("oom_", VmCounterGroup.Oom),
        ("workingset_", VmCounterGroup.Refault),
        ("compact_", VmCounterGroup.Compaction),
        ("pgmigrate_", VmCounterGroup.Compaction),
        ("thp_migration", VmCounterGroup.Compaction),
        ("thp_swpout", VmCounterGroup.HugePage),
        ("thp_", VmCounterGroup.HugePage),
        ("htlb_", VmCounterGroup.HugePage),
        ("nr_hugetlb", VmCounterGroup.HugePage),
        ("nr_anon_transparent_hugepages", VmCounterGroup.HugePage),
        ("nr_shmem_hugepages", VmCounterGroup.HugePage),
        ("nr_shmem_pmdmapped", VmCounterGroup.HugePage),
        ("nr_file_hugepages", VmCounterGroup.HugePage),
        ("nr_file_pmdmapped", VmCounterGroup.HugePage),
        ("nr_slab", VmCounterGroup.Slab),
        ("nr_dirty", VmCounterGroup.Writeback),
        ("nr_writeback", VmCounterGroup.Writeback),
        ("nr_written", VmCounterGroup.Writeback),
        ("nr_dirtied", VmCounterGroup.Writeback),
        ("nr_throttled_written", VmCounterGroup.Writeback),
        ("nr_vmscan_", VmCounterGroup.Reclaim),
        ("nr_swapcached", VmCounterGroup.Swap),
        ("nr_balloon", VmCounterGroup.Balloon),
        ("nr_", VmCounterGroup.Usage),
        ("balloon_", VmCounterGroup.Balloon),
        ("pswp", VmCounterGroup.Swap),
        // nrswpin and nrswpout, requests to the swap device of many pages each (7.3).
        ("nrswp", VmCounterGroup.Swap),
        ("swap_", VmCounterGroup.Swap),
        ("swpin_", VmCounterGroup.Swap),
        ("swpout_", VmCounterGroup.Swap),
        ("zswp", VmCounterGroup.Swap),
        ("ksm_swpin", VmCounterGroup.Swap),
        ("cow_ksm", VmCounterGroup.Fault),
        ("pgdemote_", VmCounterGroup.Numa),
        ("pgpromote_", VmCounterGroup.Numa),
        ("numa_", VmCounterGroup.Numa),
        ("zone_reclaim_", VmCounterGroup.Reclaim),
        ("pgscan", VmCounterGroup.Reclaim),
        ("pgsteal", VmCounterGroup.Reclaim),
        ("pgrefill", VmCounterGroup.Reclaim),
        ("pgskip", VmCounterGroup.Reclaim),
        ("pgactivate", VmCounterGroup.Reclaim),
        ("pgdeactivate", VmCounterGroup.Reclaim),
        ("pglazyfree", VmCounterGroup.Reclaim),
        ("pgrotate", VmCounterGroup.Reclaim),
        ("pginodesteal", VmCounterGroup.Reclaim),
        ("pgreuse", VmCounterGroup.Fault),
        ("kswapd_", VmCounterGroup.Reclaim),
        ("pageoutrun", VmCounterGroup.Reclaim),
        ("slabs_scanned", VmCounterGroup.Reclaim),
        ("drop_", VmCounterGroup.Reclaim),
        ("unevictable_pgs_", VmCounterGroup.Reclaim),
        ("allocstall", VmCounterGroup.Allocation),
        ("pgalloc", VmCounterGroup.Allocation),
        ("cma_alloc", VmCounterGroup.Allocation),
        ("pgfree", VmCounterGroup.Allocation),
        ("pgfault", VmCounterGroup.Fault),
        ("pgmajfault", VmCounterGroup.Fault),
        ("pgpgin", VmCounterGroup.Writeback),
        ("pgpgout", VmCounterGroup.Writeback),
    ];

    // Events in spite of their nr_.
    private static readonly string[] s_events =
    [
        "nr_vmscan_write", "nr_vmscan_immediate_reclaim", "nr_dirtied", "nr_written", "nr_throttled_written",
        "nr_foll_pin_acquired", "nr_foll_pin_released", "nr_tlb_remote_flush", "nr_tlb_remote_flush_received",
        "nr_tlb_local_flush_all", "nr_tlb_local_flush_one",
    ];

    public static VmCounterGroup GroupOf(string name)
    {
        foreach ((string prefix, VmCounterGroup group) in s_groups)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return group;
        }
        return VmCounterGroup.Other;
    }

    public static bool IsGauge(string name) => name == "workingset_nodes"
        || (name.StartsWith("nr_", StringComparison.Ordinal) && Array.IndexOf(s_events, name) < 0);

    /// <summary>Whether a counter is <paramref name="family"/>, or one zone's part of it.</summary>
    public static bool IsOfFamily(string name, string family)
    {
        if (!name.StartsWith(family, StringComparison.Ordinal))
            return false;
        return name.Length == family.Length
            || Array.Exists(s_zones, zone => name.Length == family.Length + zone.Length && name.EndsWith(zone, StringComparison.Ordinal));
    }
}
