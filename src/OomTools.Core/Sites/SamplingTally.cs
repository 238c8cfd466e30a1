namespace OomTools.Sites;

/// <summary>
/// Allocations that were seen and not given back yet, by call site. What is freed counts only if its allocation was seen: so the sums
/// are growth, and never negative.
/// </summary>
internal sealed class SamplingTally
{
    // About 100 MB of our own memory. What finds no room is counted, and makes the result a lower bound.
    private const int MaximumObjects = 2_000_000;

    private const int MaximumSites = 100_000;

    private readonly Dictionary<ulong, (int Site, long Bytes)> _objects = [];
    private readonly Dictionary<SampledSite, int> _numbers = [];
    private readonly List<SampledSite> _sites = [];
    private readonly List<(long Bytes, long Calls)> _sums = [];
    private readonly List<(long Bytes, long Calls)> _taken = [];

    /// <summary>Allocations that found no room here.</summary>
    public long Untracked { get; private set; }

    /// <summary>An allocation. A pointer that was handed out before was freed unseen meanwhile.</summary>
    public void Add(SampledSite site, ulong key, long bytes)
    {
        Remove(key);
        if (NumberOf(site) is not { } number)
        {
            Untracked++;
            return;
        }
        (long taken, long times) = _taken[number];
        _taken[number] = (taken + bytes, times + 1);
        if (_objects.Count >= MaximumObjects)
        {
            Untracked++;
            return;
        }
        _objects.Add(key, (number, bytes));
        (long sum, long calls) = _sums[number];
        _sums[number] = (sum + bytes, calls + 1);
    }

    /// <summary>The allocation that was added last, told once more by the caller further out, who it belongs to.</summary>
    public void Move(SampledSite site, ulong key, long bytes)
    {
        if (_objects.TryGetValue(key, out (int Site, long Bytes) before))
        {
            (long taken, long times) = _taken[before.Site];
            _taken[before.Site] = (taken - before.Bytes, times - 1);
        }
        Add(site, key, bytes);
    }

    /// <summary>It was freed.</summary>
    public void Remove(ulong key)
    {
        if (!_objects.Remove(key, out (int Site, long Bytes) freed))
            return;
        (long sum, long calls) = _sums[freed.Site];
        _sums[freed.Site] = (sum - freed.Bytes, calls - 1);
    }

    /// <summary>Sites that hold something.</summary>
    public IEnumerable<(SampledSite Site, long Bytes, long Calls)> Outstanding()
    {
        for (int i = 0; i < _sites.Count; i++)
        {
            if (_sums[i].Calls > 0)
                yield return (_sites[i], _sums[i].Bytes, _sums[i].Calls);
        }
    }

    /// <summary>What sites took in all, given back or not.</summary>
    public IEnumerable<(SampledSite Site, long Bytes, long Calls)> Taken() =>
        _sites.Zip(_taken, (site, sum) => (site, sum.Bytes, sum.Calls)).Where(sum => sum.Calls > 0);

    private int? NumberOf(SampledSite site)
    {
        if (_numbers.TryGetValue(site, out int number))
            return number;
        if (_sites.Count >= MaximumSites)
            return null;
        _numbers.Add(site, _sites.Count);
        _sites.Add(site);
        _sums.Add(default);
        _taken.Add(default);
        return _sites.Count - 1;
    }
}
