namespace OomTools.Procfs;

/// <summary>Collects the lines of one zone of zoneinfo.</summary>
internal sealed class ZoneBuilder(int node, string name, int pageSize)
{
    private readonly List<VmCounter> _counters = new(24);
    private List<VmCounter>? _nodeCounters;
    private Part _part;
    private long? _free;
    private long? _boost;
    private long? _min;
    private long? _low;
    private long? _high;
    private long? _promo;
    private long? _spanned;
    private long? _present;
    private long? _managed;
    private long? _cma;
    private long? _perCpu;
    private long? _reservedHighAtomic;
    private long? _freeHighAtomic;
    private long? _startPageFrame;
    private bool? _unreclaimable;
    private long[] _protection = [];

    private enum Part
    {
        Zone,
        Node,
        PageSets,
    }

    public void Accept(ReadOnlySpan<byte> line)
    {
        var fields = new FieldCursor(line);
        ReadOnlySpan<byte> key = fields.Next();
        if (key.SequenceEqual("per-node"u8))
            (_part, _nodeCounters) = (Part.Node, new List<VmCounter>(64));
        else if (key.SequenceEqual("pagesets"u8))
            _part = Part.PageSets;
        else if (key.SequenceEqual("pages"u8) && fields.Next().SequenceEqual("free"u8))
        {
            _part = Part.Zone;
            _free = Pages(ref fields);
        }
        else if (key.SequenceEqual("protection:"u8))
            _protection = Protection(fields.Rest, pageSize);
        else if (fields.TryNext(out long value))
            Accept(key, value);
    }

    public MemoryZone ToZone(BuddyZone[]? buddies) => ToZone(Array.Find(buddies ?? [], zone => zone.Node == node && zone.Zone == name));

    private MemoryZone ToZone(BuddyZone? buddy) => new()
    {
        Node = node,
        Name = name,
        PageSize = pageSize,
        Free = _free,
        Min = _min,
        Low = _low,
        High = _high,
        Promo = _promo,
        Boost = _boost,
        Spanned = _spanned,
        Present = _present,
        Managed = _managed,
        Cma = _cma,
        FreePerCpu = _perCpu,
        FreeCma = Counter("nr_free_cma"),
        ReservedHighAtomic = _reservedHighAtomic,
        FreeHighAtomic = _freeHighAtomic ?? FreeHighAtomic(buddy),
        StartPageFrame = _startPageFrame,
        AllUnreclaimable = _unreclaimable,
        Anonymous = Sum(Counter("nr_zone_inactive_anon"), Counter("nr_zone_active_anon")) ?? Sum(Counter("nr_inactive_anon"), Counter("nr_active_anon")),
        File = Sum(Counter("nr_zone_inactive_file"), Counter("nr_zone_active_file")) ?? Sum(Counter("nr_inactive_file"), Counter("nr_active_file")),
        Unevictable = Counter("nr_zone_unevictable") ?? Counter("nr_unevictable"),
        Slab = Sum(Counter("nr_slab_reclaimable"), Counter("nr_slab_unreclaimable")),
        LowmemReserve = _protection,
        FreeBlocks = buddy?.FreeBlocks ?? [],
        MigrateTypes = buddy is null ? [] : MigrateTypeLetters.Of(buddy),
        Counters = [.. _counters],
        NodeCounters = _nodeCounters is null ? [] : [.. _nodeCounters],
    };

    // In zoneinfo since 6.17; before that the blocks tell.
    private long? FreeHighAtomic(BuddyZone? buddy)
    {
        if (Array.Find(buddy?.MigrateTypes ?? [], type => type.MigrateType == "HighAtomic") is not { } blocks)
            return null;
        long bytes = 0;
        for (int order = 0; order < blocks.FreeBlocks.Length; order++)
            bytes = KernelNumber.Add(bytes, KernelNumber.Multiply(blocks.FreeBlocks[order], (long)pageSize << order));
        return bytes;
    }

    private void Accept(ReadOnlySpan<byte> key, long value)
    {
        if (_part == Part.Node)
            _nodeCounters!.Add(VmStat.Make(key, value));
        else if (key[^1] == ':')
            AcceptTrailer(key[..^1], value);
        else if (!TryHead(key, KernelNumber.Multiply(value, pageSize)) && !key.SequenceEqual("scanned"u8) && !key.SequenceEqual("node_scanned"u8))
            _counters.Add(VmStat.Make(key, value));
    }

    private bool TryHead(ReadOnlySpan<byte> key, long bytes)
    {
        switch (key)
        {
            case var _ when key.SequenceEqual("boost"u8): _boost = bytes; return true;
            case var _ when key.SequenceEqual("min"u8): _min = bytes; return true;
            case var _ when key.SequenceEqual("low"u8): _low = bytes; return true;
            case var _ when key.SequenceEqual("high"u8): _high = bytes; return true;
            case var _ when key.SequenceEqual("promo"u8): _promo = bytes; return true;
            case var _ when key.SequenceEqual("spanned"u8): _spanned = bytes; return true;
            case var _ when key.SequenceEqual("present"u8): _present = bytes; return true;
            case var _ when key.SequenceEqual("managed"u8): _managed = bytes; return true;
            case var _ when key.SequenceEqual("cma"u8): _cma = bytes; return true;
            default: return false;
        }
    }

    // Keys with a colon: the CPUs' page sets, and what follows them.
    private void AcceptTrailer(ReadOnlySpan<byte> key, long value)
    {
        if (key.SequenceEqual("count"u8))
            _perCpu = KernelNumber.Add(_perCpu ?? 0, KernelNumber.Multiply(value, pageSize));
        else if (key.SequenceEqual("start_pfn"u8))
            _startPageFrame = value;
        else if (key.SequenceEqual("reserved_highatomic"u8))
            _reservedHighAtomic = KernelNumber.Multiply(value, pageSize);
        else if (key.SequenceEqual("free_highatomic"u8))
            _freeHighAtomic = KernelNumber.Multiply(value, pageSize);
        else if (key.SequenceEqual("node_unreclaimable"u8) || key.SequenceEqual("all_unreclaimable"u8))
            _unreclaimable = value != 0;
    }

    private long? Pages(ref FieldCursor fields) => fields.TryNext(out long value) ? KernelNumber.Multiply(value, pageSize) : null;

    private long? Counter(string counter)
    {
        foreach (VmCounter candidate in _counters)
        {
            if (candidate.Name == counter)
                return KernelNumber.Multiply(candidate.Value, pageSize);
        }
        return null;
    }

    private static long? Sum(long? left, long? right) => left is { } a && right is { } b ? KernelNumber.Add(a, b) : null;

    // (0, 209, 209, 209)
    private static long[] Protection(ReadOnlySpan<byte> text, int pageSize)
    {
        var values = new List<long>(6);
        var fields = new FieldCursor(text);
        while (values.Count < 32 && fields.Next() is { IsEmpty: false } field)
        {
            if (!KernelNumber.TryParse(field.Trim("(),"u8), out long value))
                break;
            values.Add(KernelNumber.Multiply(value, pageSize));
        }
        return [.. values];
    }
}
