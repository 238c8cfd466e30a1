namespace OomTools.Oom;

/// <summary><c>[Node 0 ]Normal free:44044kB boost:0kB min:44848kB …</c>. Unknown fields are passed over.</summary>
internal static class ZoneLine
{
    public const int Free = 0, Min = 1, Low = 2, High = 3, Boost = 4, Managed = 5, Present = 6, ReservedHighAtomic = 7,
        FreeHighAtomic = 8, FreeCma = 9, FreePerCpu = 10, ActiveAnon = 11, InactiveAnon = 12, ActiveFile = 13, InactiveFile = 14,
        Unevictable = 15, SlabReclaimable = 16, SlabUnreclaimable = 17, KernelStack = 18, Zspages = 19, Fields = 20;

    private static readonly NameTable s_names = new(
        "free", "min", "low", "high", "boost", "managed", "present", "reserved_highatomic",
        "free_highatomic", "free_cma", "free_pcp", "active_anon", "inactive_anon", "active_file", "inactive_file",
        "unevictable", "slab_reclaimable", "slab_unreclaimable", "kernel_stack", "zspages");

    public static bool TryRead(ReadOnlySpan<byte> pairs, ZoneDraft zone)
    {
        bool any = FieldPairs.Read(pairs, s_names, zone.Values, 1024);
        zone.AllUnreclaimable ??= FieldPairs.AllUnreclaimable(pairs);
        return any;
    }
}
