namespace OomTools.Oom;

/// <summary><c>Node 0 active_anon:1624kB …</c>, 4.8 and later. Unknown fields are passed over.</summary>
internal static class NodeLine
{
    private const int ActiveAnon = 0, InactiveAnon = 1, ActiveFile = 2, InactiveFile = 3, Unevictable = 4, Dirty = 5, Writeback = 6,
        Shmem = 7, KernelStack = 8, PageTables = 9, SecPageTables = 10, Balloon = 11;

    /// <summary>How many fields the values must have room for.</summary>
    public const int Fields = 12;

    private static readonly NameTable s_names = new(
        "active_anon", "inactive_anon", "active_file", "inactive_file", "unevictable", "dirty", "writeback",
        "shmem", "kernel_stack", "pagetables", "sec_pagetables", "Balloon");

    public static bool TryRead(ReadOnlySpan<byte> line, FieldValues values, out MemoryNode? node)
    {
        node = null;
        if (!ZoneName.TryRead(line, out int id, out _, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        values.Clear();
        if (!FieldPairs.Read(rest, s_names, values, 1024))
        {
            return false;
        }

        node = Create(id, values, FieldPairs.AllUnreclaimable(rest));
        return true;
    }

    /// <summary>Adds what a further piece of the latest line says; <paramref name="values"/> are as that line left them.</summary>
    public static MemoryNode Extend(MemoryNode node, ReadOnlySpan<byte> rest, FieldValues values)
    {
        _ = FieldPairs.Read(rest, s_names, values, 1024);
        return Create(node.Node, values, node.AllUnreclaimable ?? FieldPairs.AllUnreclaimable(rest) ?? FieldPairs.Flag(rest));
    }

    private static MemoryNode Create(int id, FieldValues values, bool? allUnreclaimable) => new()
    {
        Node = id,
        ActiveAnon = values[ActiveAnon],
        InactiveAnon = values[InactiveAnon],
        ActiveFile = values[ActiveFile],
        InactiveFile = values[InactiveFile],
        Unevictable = values[Unevictable],
        Dirty = values[Dirty],
        Writeback = values[Writeback],
        Shmem = values[Shmem],
        KernelStack = values[KernelStack],
        PageTables = values[PageTables],
        SecPageTables = values[SecPageTables],
        Balloon = values[Balloon],
        AllUnreclaimable = allUnreclaimable,
    };
}
