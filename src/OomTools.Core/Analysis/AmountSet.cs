namespace OomTools.Analysis;

/// <summary>
/// One side of a comparison: the amounts of one state, or the averages of several (reports, snapshots). Memory is bounded by
/// <see cref="MaxNames"/>, whatever names others choose; what comes beyond is counted under <see cref="Others"/>.
/// </summary>
internal sealed class AmountSet
{
    /// <summary>Names of one area that are told apart.</summary>
    public const int MaxNames = 20_000;

    /// <summary>Stands for the names that are too many.</summary>
    public const string Others = "(others)";

    private readonly Dictionary<(DifferenceArea Area, string Name), Entry> _entries = [];
    private readonly Dictionary<DifferenceArea, AreaState> _areas = [];

    /// <summary>States that were added.</summary>
    public long Count { get; private set; }

    /// <summary>What there is an amount of.</summary>
    public IEnumerable<(DifferenceArea Area, string Name)> Names => _entries.Keys;

    /// <summary>What follows belongs to another state.</summary>
    public void Begin() => Count++;

    /// <summary>The state has a list of this area.</summary>
    /// <param name="area">The area.</param>
    /// <param name="isWhole">Whether what is not in the list is nothing; otherwise it is not known.</param>
    public void BeginArea(DifferenceArea area, bool isWhole)
    {
        if (!_areas.TryGetValue(area, out AreaState? state))
            _areas.Add(area, state = new AreaState { IsWhole = true });
        state.Count++;
        state.IsWhole &= isWhole;
    }

    /// <summary>Adds an amount; those of one name in one state are added up.</summary>
    public void Add(DifferenceArea area, string name, long? amount, bool isBytes = true)
    {
        if (amount is not { } value)
            return;
        Entry entry = EntryOf(area, name);
        entry.Sum += value;
        entry.IsBytes = isBytes;
        if (entry.Last == Count)
            return;
        entry.Last = Count;
        entry.States++;
    }

    /// <summary>The amount, averaged; null where no state tells.</summary>
    public long? this[DifferenceArea area, string name]
    {
        get
        {
            bool isWhole = _areas.TryGetValue(area, out AreaState? state) && state.IsWhole;
            if (!_entries.TryGetValue((area, name), out Entry? entry))
                return isWhole ? 0 : null;
            Int128 states = isWhole ? Math.Max(state!.Count, entry.States) : entry.States;
            Int128 half = entry.Sum < 0 ? -states / 2 : states / 2;
            return (long)Int128.Clamp((entry.Sum + half) / states, long.MinValue, long.MaxValue);
        }
    }

    /// <summary>Whether an amount is bytes.</summary>
    public bool? IsBytes(DifferenceArea area, string name) => _entries.TryGetValue((area, name), out Entry? entry) ? entry.IsBytes : null;

    private Entry EntryOf(DifferenceArea area, string name)
    {
        if (_entries.TryGetValue((area, name), out Entry? entry))
            return entry;
        if (!_areas.TryGetValue(area, out AreaState? state))
            _areas.Add(area, state = new AreaState());
        if (state.Names >= MaxNames && name != Others)
            return EntryOf(area, Others);
        state.Names++;
        entry = new Entry { Last = -1 };
        _entries.Add((area, name), entry);
        return entry;
    }

    private sealed class AreaState
    {
        public long Count { get; set; }

        public bool IsWhole { get; set; }

        public int Names { get; set; }
    }

    private sealed class Entry
    {
        public Int128 Sum { get; set; }

        public long States { get; set; }

        public long Last { get; set; }

        public bool IsBytes { get; set; }
    }
}
