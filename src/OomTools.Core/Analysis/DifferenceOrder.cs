namespace OomTools.Analysis;

/// <summary>
/// The order of a comparison of snapshots: by size on one scale, so that a leak is the first row whatever it is a leak of. What
/// explains a row comes directly before it: the caches or processes that a kind of memory went to, the cgroups below a cgroup.
/// What is left for others to use (free memory, file cache), sums and gauges come after all of these, events last.
/// </summary>
internal sealed class DifferenceOrder
{
    private readonly AmountDifference[] _rows;
    private readonly DifferenceNames _names;
    private readonly ulong[] _keys;
    private readonly int[] _tiers;

    private DifferenceOrder(AmountDifference[] rows, DifferenceNames names)
    {
        _rows = rows;
        _names = names;
        _keys = Array.ConvertAll(rows, row => row.Magnitude);
        _tiers = new int[rows.Length];
    }

    private enum Rank
    {
        Owner,
        Context,
        Trouble,
        Event,
    }

    /// <summary>The rows in order.</summary>
    /// <param name="rows">The rows, largest first.</param>
    /// <param name="after">The later snapshot, which knows what the names are.</param>
    public static AmountDifference[] Sort(AmountDifference[] rows, MemorySnapshot after)
    {
        var order = new DifferenceOrder(rows, new DifferenceNames(after));
        order.Place();
        return
        [
            .. Enumerable.Range(0, rows.Length)
                .OrderBy(order.RankOf).ThenByDescending(index => order._keys[index]).ThenBy(index => order._tiers[index])
                .Select(index => rows[index]),
        ];
    }

    private Rank RankOf(int index)
    {
        AmountDifference row = _rows[index];
        return row.Area switch
        {
            DifferenceArea.Memory => IsOwned(row.Name) ? Rank.Owner : Rank.Context,
            DifferenceArea.Slab or DifferenceArea.Task or DifferenceArea.Cgroup => Rank.Owner,
            DifferenceArea.AllocationSite => _names.IsOverlap(row.Name) ? Rank.Context : Rank.Owner,
            DifferenceArea.Counter when !row.IsBytes => _names.IsTrouble(row.Name) ? Rank.Trouble : Rank.Event,
            DifferenceArea.Shrinker => Rank.Event,
            _ => Rank.Context,
        };
    }

    /// <summary>File cache is there to be taken back, like free memory; a sum is no kind of memory.</summary>
    private static bool IsOwned(string name) => MemoryClass.Noun(name) is not null && name != nameof(MemoryUsage.FileMemory);

    /// <summary>Small rows first, so that what explains a row has its own explanations before it when it is lifted.</summary>
    private void Place()
    {
        var explanations = new DifferenceExplanation(_rows, _names);
        var found = new int[_rows.Length][];
        for (int index = _rows.Length - 1; index >= 0; index--)
        {
            found[index] = RankOf(index) == Rank.Owner ? explanations.Of(_rows[index]) : [];
            foreach (int explaining in found[index])
                Lift(explaining, _keys[index], found, 0);
        }

        for (int index = 0; index < _rows.Length; index++)
            _tiers[index] = Height(index, found, 0);
        CapSites();
    }

    // What explains is not itself explained by what it explains; depth bounds what hostile names could make of it.
    private void Lift(int index, ulong key, int[][] found, int depth)
    {
        if (depth > DifferenceExplanation.Deepest || _keys[index] >= key)
            return;
        _keys[index] = key;
        foreach (int explaining in found[index] ?? [])
            Lift(explaining, key, found, depth + 1);
    }

    private static int Height(int index, int[][] found, int depth) => depth > DifferenceExplanation.Deepest || found[index].Length == 0
        ? 0
        : 1 + found[index].Max(explaining => Height(explaining, found, depth + 1));

    /// <summary>Each page of a process or cache has a site too: that alone is no news, the name of a driver is.</summary>
    private void CapSites()
    {
        ulong largest = 0;
        for (int index = 0; index < _rows.Length; index++)
        {
            if (_rows[index].Area != DifferenceArea.AllocationSite && RankOf(index) == Rank.Owner)
                largest = Math.Max(largest, _keys[index]);
        }

        for (int index = 0; index < _rows.Length; index++)
        {
            if (_rows[index].Area != DifferenceArea.AllocationSite || _names.IsOfModule(_rows[index].Name) || largest == 0)
                continue;
            _keys[index] = Math.Min(_keys[index], largest);
            _tiers[index] = DifferenceExplanation.Deepest;
        }
    }
}
