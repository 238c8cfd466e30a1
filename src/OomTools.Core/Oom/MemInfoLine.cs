namespace OomTools.Oom;

/// <summary>The rows of the Mem-Info summary, in pages: <c>active_anon:406 inactive_anon:35446 isolated_anon:0</c>.</summary>
internal static class MemInfoLine
{
    public const int ActiveAnon = 0, InactiveAnon = 1, IsolatedAnon = 2, ActiveFile = 3, InactiveFile = 4, IsolatedFile = 5,
        Unevictable = 6, Dirty = 7, Writeback = 8, Unstable = 9, SlabReclaimable = 10, SlabUnreclaimable = 11, Mapped = 12,
        Shmem = 13, PageTables = 14, SecPageTables = 15, Bounce = 16, KernelMiscReclaimable = 17, Free = 18, FreePerCpu = 19,
        FreeCma = 20, Fields = 21;

    private static readonly NameTable s_names = new(
        "active_anon", "inactive_anon", "isolated_anon", "active_file", "inactive_file", "isolated_file",
        "unevictable", "dirty", "writeback", "unstable", "slab_reclaimable", "slab_unreclaimable", "mapped",
        "shmem", "pagetables", "sec_pagetables", "bounce", "kernel_misc_reclaimable", "free", "free_pcp", "free_cma");

    /// <summary>A known name, a colon and a number without a unit.</summary>
    public static bool Is(ReadOnlySpan<byte> line) => FirstField(line) >= 0;

    public static int FirstField(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart((byte)' ');
        int colon = line[..Math.Min(line.Length, 32)].IndexOf((byte)':');
        if (colon <= 0)
        {
            return -1;
        }

        int field = s_names.Find(line[..colon]);
        var cursor = new FieldCursor(line[(colon + 1)..]);
        return field >= 0 && cursor.TryReadLong(out _) && (cursor.AtEnd || cursor.Peek is (byte)' ' or (byte)'#') ? field : -1;
    }

    public static bool TryRead(ReadOnlySpan<byte> line, FieldValues pages) => FieldPairs.Read(line, s_names, pages, 1);
}
