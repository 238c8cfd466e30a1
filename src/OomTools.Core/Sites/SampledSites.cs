using System.Globalization;
using System.Text;
using OomTools.Tracing;

namespace OomTools.Sites;

/// <summary>Gives sampled addresses their names.</summary>
internal static class SampledSites
{
    /// <summary>Sites by function: several places of one function are told apart by their offsets.</summary>
    public static AllocationSite[] Resolve(SamplingTally tally, KernelSymbols symbols, TimeSpan elapsed)
    {
        var sums = new Dictionary<(string Symbol, string? Module, bool IsOverlap), Sum>();
        var names = new Dictionary<ulong, Name>();
        foreach ((SampledSite site, long bytes, long calls) in tally.Outstanding())
        {
            Name[] frames = Array.ConvertAll(site.Stack, address => NameOf(address, symbols, names));
            bool isOverlap = Array.Exists(frames, frame => frame.Function is "allocate_slab" or "new_slab" or "alloc_slab_page");
            int wanted = Math.Max(0, Array.FindIndex(frames, frame => !AllocatorFrames.IsAllocator(Encoding.UTF8.GetBytes(frame.Function))));
            Name name = frames[wanted];
            if (!sums.TryGetValue((name.Symbol, name.Module, isOverlap), out Sum? sum))
                sums.Add((name.Symbol, name.Module, isOverlap), sum = new Sum { Name = name });
            sum.Add(bytes, calls, frames);
        }
        return [.. sums.Select(pair => pair.Value.ToSite(pair.Key.IsOverlap, elapsed))];
    }

    private static Name NameOf(ulong address, KernelSymbols symbols, Dictionary<ulong, Name> names)
    {
        if (names.TryGetValue(address, out Name? name))
            return name;
        // An address is no name for reports that people pass on: it would tell where the kernel lies.
        name = symbols.Find(address) is { } symbol
            ? new Name(symbol.Name, string.Create(CultureInfo.InvariantCulture, $"{symbol.Name}+0x{symbol.Offset:x}"), symbol.Module)
            : new Name("unknown", "unknown", null);
        names.Add(address, name);
        return name;
    }

    private sealed record Name(string Function, string Symbol, string? Module)
    {
        public override string ToString() => Module is null ? Symbol : $"{Symbol} [{Module}]";
    }

    private sealed class Sum
    {
        private long _bytes;
        private long _calls;
        private long _largest = -1;
        private Name[] _frames = [];

        public required Name Name { get; init; }

        public void Add(long bytes, long calls, Name[] frames)
        {
            _bytes += bytes;
            _calls += calls;
            if (bytes <= _largest)
                return;
            (_largest, _frames) = (bytes, frames);
        }

        public AllocationSite ToSite(bool isOverlap, TimeSpan elapsed) => new()
        {
            Bytes = _bytes,
            Calls = _calls,
            Function = Name.Function,
            Symbol = Name.Symbol,
            Module = Name.Module,
            IsOverlap = isOverlap,
            Delta = _bytes,
            Rate = elapsed > TimeSpan.Zero ? _bytes / elapsed.TotalSeconds : null,
            Method = AllocationSiteMethod.Sampling,
            CallTrace = _frames.Length > 1 ? Array.ConvertAll(_frames, frame => frame.ToString()) : [],
        };
    }
}
