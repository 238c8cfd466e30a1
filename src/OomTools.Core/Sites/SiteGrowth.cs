namespace OomTools.Sites;

/// <summary>Sites compared with the reading before, and with each other.</summary>
internal static class SiteGrowth
{
    /// <summary>
    /// The sites with their share, and with their growth where there is a reading before. A site that was not listed then is
    /// new, and so all of it is growth.
    /// </summary>
    public static AllocationSite[] Of(AllocationSite[] sites, AllocationSite[]? before = null, TimeSpan elapsed = default, DateTime? time = null)
    {
        long total = SiteOverlap.Total(sites);
        Dictionary<Key, long>? bytes = before is null ? null : Index(before);
        var repeats = new Repeats();
        return Array.ConvertAll(sites, site =>
        {
            long? delta = bytes is null ? null : site.Bytes - bytes.GetValueOrDefault(repeats.KeyOf(site));
            double? rate = delta is { } growth && elapsed > TimeSpan.Zero ? growth / elapsed.TotalSeconds : null;
            return Copy(site, total, delta, rate, time);
        });
    }

    /// <summary>The sites with their share, and what they say of growth themselves.</summary>
    public static AllocationSite[] WithShare(AllocationSite[] sites)
    {
        long total = SiteOverlap.Total(sites);
        return Array.ConvertAll(sites, site => Copy(site, total, site.Delta, site.Rate, site.Time));
    }

    private static AllocationSite Copy(AllocationSite site, long total, long? delta, double? rate, DateTime? time) => new()
    {
        Bytes = site.Bytes,
        Calls = site.Calls,
        File = site.File,
        Line = site.Line,
        Function = site.Function,
        Module = site.Module,
        IsOverlap = site.IsOverlap,
        IsAccurate = site.IsAccurate,
        Share = site.IsOverlap || total <= 0 ? null : (double)Math.Max(0, site.Bytes) / total,
        Delta = delta,
        Rate = rate,
        Time = time,
        Method = site.Method,
        CacheName = site.CacheName,
        Symbol = site.Symbol,
        Taken = site.Taken,
        TakenCalls = site.TakenCalls,
        CallTrace = site.CallTrace,
    };

    private static Dictionary<Key, long> Index(AllocationSite[] sites)
    {
        var bytes = new Dictionary<Key, long>(sites.Length);
        var repeats = new Repeats();
        foreach (AllocationSite site in sites)
            bytes[repeats.KeyOf(site)] = site.Bytes;
        return bytes;
    }

    private readonly record struct Key(string? File, int? Line, string Function, string? Module, string? Cache, string? Symbol, int Repeat);

    /// <summary>An inline function of a header has a row for every file that uses it, all alike: their order tells them apart.</summary>
    private sealed class Repeats
    {
        private readonly Dictionary<Key, int> _seen = [];

        public Key KeyOf(AllocationSite site)
        {
            var key = new Key(site.File, site.Line, site.Function, site.Module, site.CacheName, site.Symbol, 0);
            int repeat = _seen.GetValueOrDefault(key);
            _seen[key] = repeat + 1;
            return key with { Repeat = repeat };
        }
    }
}
