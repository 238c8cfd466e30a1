namespace OomTools.Sites;

/// <summary>What call sites took in all, given back or not, by address.</summary>
internal sealed class SiteTotals
{
    // A kernel has some ten thousand places that allocate; a hostile file has any number.
    private const int MaximumSites = 100_000;

    private readonly Dictionary<ulong, (long Bytes, long Calls)> _sums = [];

    /// <summary>The sums.</summary>
    public IEnumerable<(ulong Site, long Bytes, long Calls)> Sums => _sums.Select(pair => (pair.Key, pair.Value.Bytes, pair.Value.Calls));

    /// <summary>Adds up.</summary>
    public void Add(ulong site, long bytes, long calls)
    {
        if (!_sums.TryGetValue(site, out (long Bytes, long Calls) sum) && _sums.Count >= MaximumSites)
            return;
        _sums[site] = (Procfs.KernelNumber.Add(sum.Bytes, bytes), Procfs.KernelNumber.Add(sum.Calls, calls));
    }
}
