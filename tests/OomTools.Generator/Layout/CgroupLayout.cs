namespace OomTools.Generator.Layout;

/// <summary>Names and order of a memory cgroup's statistics.</summary>
internal static class CgroupLayout
{
    private static readonly string[] s_lru = ["inactive_anon", "active_anon", "inactive_file", "active_file", "unevictable"];

    /// <summary>One line per cgroup, KB (3.10 to 5.2).</summary>
    public static bool IsFormatA(KernelEra era) => Version(era) is >= 310 and <= 502;

    /// <summary>Lines of name and value (5.3 and later).</summary>
    public static bool IsFormatB(KernelEra era) => Version(era) >= 503;

    /// <summary>Format B as one record (up to 6.4).</summary>
    public static bool IsOneRecord(KernelEra era) => Version(era) is >= 503 and <= 604;

    public static string[] FormatA(KernelEra era, bool swap)
    {
        int version = Version(era);
        List<string> names = ["cache", "rss", "rss_huge"];
        if (version >= 412)
            names.Add("shmem");
        names.Add("mapped_file");
        if (version >= 402)
            names.Add("dirty");
        if (version >= 313)
            names.Add("writeback");
        if (swap)
            names.Add("swap");
        return [.. names, .. s_lru];
    }

    /// <summary>v2 names whose values are bytes.</summary>
    public static string[] AmountsV2(KernelEra era)
    {
        int version = Version(era);
        List<string> names = ["anon", "file"];
        Add(names, version >= 519, "kernel");
        names.Add("kernel_stack");
        Add(names, version >= 511, "pagetables");
        Add(names, version >= 601, "sec_pagetables");
        Add(names, version >= 509, "percpu");
        Add(names, true, "sock");
        Add(names, version >= 517, "vmalloc");
        Add(names, true, "shmem");
        Add(names, version >= 519, "zswap", "zswapped");
        Add(names, true, "file_mapped", "file_dirty", "file_writeback");
        Add(names, version >= 512, "swapcached");
        Add(names, true, "anon_thp");
        Add(names, version >= 511, "file_thp", "shmem_thp");
        return [.. names, .. s_lru, "slab_reclaimable", "slab_unreclaimable", "slab"];
    }

    /// <summary>v2 names whose values are counts.</summary>
    public static string[] EventsV2(KernelEra era)
    {
        int version = Version(era);
        List<string> names = version >= 509
            ? ["workingset_refault_anon", "workingset_refault_file", "workingset_activate_anon", "workingset_activate_file",
                "workingset_restore_anon", "workingset_restore_file", "workingset_nodereclaim"]
            : ["pgfault", "pgmajfault", "workingset_refault", "workingset_activate", "workingset_nodereclaim"];
        Add(names, version >= 612, "pgdemote_kswapd", "pgdemote_direct", "pgdemote_khugepaged", "pgpromote_success");
        Add(names, true, "pgscan", "pgsteal");
        Add(names, version >= 509, "pgfault", "pgmajfault");
        Add(names, true, "pgrefill", "pgactivate", "pgdeactivate", "pglazyfree", "pglazyfreed");
        Add(names, version >= 519, "zswpin", "zswpout");
        Add(names, true, "thp_fault_alloc", "thp_collapse_alloc");
        return [.. names];
    }

    /// <summary>v1 names (6.5 and later on a v1 hierarchy); true where bytes.</summary>
    public static IEnumerable<(string Name, bool IsBytes)> NamesV1()
    {
        (string, bool)[] local =
        [
            ("cache", true), ("rss", true), ("rss_huge", true), ("shmem", true), ("mapped_file", true), ("dirty", true),
            ("writeback", true), ("workingset_refault_anon", false), ("workingset_refault_file", false), ("swap", true),
            ("pgpgin", false), ("pgpgout", false), ("pgfault", false), ("pgmajfault", false), ("inactive_anon", true),
            ("active_anon", true), ("inactive_file", true), ("active_file", true), ("unevictable", true),
        ];
        foreach ((string name, bool isBytes) in local)
            yield return (name, isBytes);
        yield return ("hierarchical_memory_limit", true);
        yield return ("hierarchical_memsw_limit", true);
        foreach ((string name, bool isBytes) in local)
            yield return ("total_" + name, isBytes);
    }

    private static int Version(KernelEra era) => era.Like(206, 310, 503, 503, 514);

    private static void Add(List<string> names, bool printed, params ReadOnlySpan<string> more)
    {
        if (printed)
            names.AddRange(more);
    }
}
