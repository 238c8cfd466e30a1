namespace OomTools.Oom;

/// <summary>A zone while its lines come in: zone line, lowmem_reserve, buddy line.</summary>
internal sealed class ZoneDraft
{
    private readonly string[] _migrateTypes = new string[32];

    public int Node { get; private set; }

    public string Name { get; private set; } = "";

    public FieldValues Values { get; } = new(ZoneLine.Fields);

    public bool? AllUnreclaimable { get; set; }

    /// <summary>In pages.</summary>
    public List<long> LowmemReserve { get; } = [];

    public List<long> FreeBlocks { get; } = [];

    public long? PageSize { get; set; }

    /// <summary>The buddy line's total was read: nothing more of it can come.</summary>
    public bool BuddyEnded { get; set; }

    public void Start(int node, string name)
    {
        (Node, Name) = (node, name);
        Values.Clear();
        AllUnreclaimable = null;
        LowmemReserve.Clear();
        FreeBlocks.Clear();
        PageSize = null;
        BuddyEnded = false;
        Array.Clear(_migrateTypes);
    }

    /// <summary>Letters behind the order read last.</summary>
    public void SetMigrateTypes(ReadOnlySpan<byte> letters) => _migrateTypes[FreeBlocks.Count - 1] = Letters(letters);

    public MemoryZone Build(long pageSize, bool? nodeUnreclaimable)
    {
        var blocks = FreeBlocks.ToArray();
        var types = new string[blocks.Length];
        for (int order = 0; order < types.Length; order++)
        {
            types[order] = _migrateTypes[order] ?? "";
        }

        var reserve = new long[LowmemReserve.Count];
        for (int i = 0; i < reserve.Length; i++)
        {
            reserve[i] = FieldValues.Scale(LowmemReserve[i], pageSize);
        }

        return new MemoryZone
        {
            Node = Node,
            Name = Name,
            Free = Values[ZoneLine.Free],
            Min = Values[ZoneLine.Min],
            Low = Values[ZoneLine.Low],
            High = Values[ZoneLine.High],
            Boost = Values[ZoneLine.Boost],
            Managed = Values[ZoneLine.Managed],
            Present = Values[ZoneLine.Present],
            ReservedHighAtomic = Values[ZoneLine.ReservedHighAtomic],
            FreeHighAtomic = Values[ZoneLine.FreeHighAtomic],
            FreeCma = Values[ZoneLine.FreeCma],
            FreePerCpu = Values[ZoneLine.FreePerCpu],
            Anonymous = Values.Sum(ZoneLine.ActiveAnon, ZoneLine.InactiveAnon),
            File = Values.Sum(ZoneLine.ActiveFile, ZoneLine.InactiveFile),
            Unevictable = Values[ZoneLine.Unevictable],
            Slab = Values.Sum(ZoneLine.SlabReclaimable, ZoneLine.SlabUnreclaimable),
            AllUnreclaimable = AllUnreclaimable ?? nodeUnreclaimable,
            LowmemReserve = reserve,
            FreeBlocks = blocks,
            MigrateTypes = types,
        };
    }

    /// <summary>The combinations that nearly every buddy line is made of need no string of their own.</summary>
    private static string Letters(ReadOnlySpan<byte> letters) =>
        letters.SequenceEqual("UME"u8) ? "UME"
        : letters.SequenceEqual("U"u8) ? "U"
        : letters.SequenceEqual("M"u8) ? "M"
        : letters.SequenceEqual("UM"u8) ? "UM"
        : letters.SequenceEqual("UE"u8) ? "UE"
        : letters.SequenceEqual("ME"u8) ? "ME"
        : letters.SequenceEqual("E"u8) ? "E"
        : letters.SequenceEqual("UMEH"u8) ? "UMEH"
        : System.Text.Encoding.ASCII.GetString(letters);
}
