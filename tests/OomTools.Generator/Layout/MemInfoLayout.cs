namespace OomTools.Generator.Layout;

/// <summary>The fields of the Mem-Info block, in the order each kernel prints them.</summary>
internal static class MemInfoLayout
{
    /// <summary>The lines of the summary record; pages.</summary>
    public static string[][] SummaryRows(KernelEra era)
    {
        int version = era.Like(206, 401, 418, 508, 515);
        List<string[]> rows =
        [
            ["active_anon", "inactive_anon", "isolated_anon"],
            ["active_file", "inactive_file", "isolated_file"],
            version <= 507 ? ["unevictable", "dirty", "writeback", "unstable"] : ["unevictable", "dirty", "writeback"],
        ];
        if (version <= 400)
        {
            rows.Add(["free", "slab_reclaimable", "slab_unreclaimable"]);
            rows.Add(["mapped", "shmem", "pagetables", "bounce"]);
            if (version >= 310)
                rows.Add(["free_cma"]);
            return [.. rows];
        }
        rows.Add(["slab_reclaimable", "slab_unreclaimable"]);
        if (version >= 601)
        {
            rows.Add(["mapped", "shmem", "pagetables"]);
            rows.Add(["sec_pagetables", "bounce"]);
        }
        else
        {
            rows.Add(["mapped", "shmem", "pagetables", "bounce"]);
        }
        if (version >= 515)
            rows.Add(["kernel_misc_reclaimable"]);
        rows.Add(["free", "free_pcp", "free_cma"]);
        return [.. rows];
    }

    /// <summary>The fields of a node line; none before 4.8. A trailing ? marks the yes/no field, a # one without a unit.</summary>
    public static string[] NodeFields(KernelEra era)
    {
        int version = era.Like(206, 310, 418, 511, 511);
        if (version < 408)
            return [];
        List<string> fields =
        [
            "active_anon", "inactive_anon", "active_file", "inactive_file", "unevictable", "isolated(anon)",
            "isolated(file)", "mapped", "dirty", "writeback", "shmem", "shmem_thp", "shmem_pmdmapped", "anon_thp",
        ];
        Add(fields, version <= 616, "writeback_tmp");
        Add(fields, version <= 507, "unstable");
        Add(fields, version <= 411, "pages_scanned#");
        Add(fields, version >= 509, "kernel_stack");
        Add(fields, version >= 511, "pagetables");
        Add(fields, version >= 601, "sec_pagetables");
        fields.Add("all_unreclaimable?");
        Add(fields, version >= 617, "Balloon");
        Add(fields, version >= 701, "gpu_active", "gpu_reclaim");
        return [.. fields];
    }

    /// <summary>The fields of a zone line after <c>free</c>. A trailing ^ marks a unit with a capital K.</summary>
    public static string[] ZoneFields(KernelEra era)
    {
        int version = era.Like(206, 401, 418, 511, 517);
        string unit = version >= 703 ? "" : "^";
        List<string> fields = ["free"];
        Add(fields, version >= 517, "boost");
        Add(fields, true, "min", "low", "high");
        Add(fields, version >= 506 && era.Vendor != "el8b", "reserved_highatomic" + unit);
        Add(fields, version >= 617, "free_highatomic" + unit);
        Add(fields, true, "active_anon", "inactive_anon", "active_file", "inactive_file", "unevictable");
        if (version <= 407)
        {
            Add(fields, true, "isolated(anon)", "isolated(file)", "present");
            Add(fields, version >= 310, "managed");
            Add(fields, true, "mlocked", "dirty", "writeback", "mapped", "shmem", "slab_reclaimable", "slab_unreclaimable");
            Add(fields, true, "kernel_stack", "pagetables", "unstable", "bounce");
            Add(fields, version >= 401, "free_pcp", "local_pcp");
            Add(fields, version >= 310, "free_cma");
            Add(fields, true, "writeback_tmp", "pages_scanned#", "all_unreclaimable?");
            return [.. fields];
        }
        fields.Add("writepending");
        Add(fields, version >= 618, "zspages");
        Add(fields, true, "present", "managed", "mlocked");
        Add(fields, version <= 412, "slab_reclaimable", "slab_unreclaimable");
        Add(fields, version <= 508, "kernel_stack");
        Add(fields, version <= 510, "pagetables");
        Add(fields, true, "bounce", "free_pcp", "local_pcp", "free_cma");
        return [.. fields];
    }

    private static void Add(List<string> fields, bool printed, params ReadOnlySpan<string> names)
    {
        if (printed)
            fields.AddRange(names);
    }
}
