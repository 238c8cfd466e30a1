using System.Globalization;
using System.Text;
using OomTools.Tracing;

namespace OomTools.Sites;

/// <summary>Gives sampled addresses their names.</summary>
internal static class SampledSites
{
    /// <summary>Sites by function: several places of one function are told apart by their offsets.</summary>
    /// <param name="tally">What was read.</param>
    /// <param name="totals">What the kernel itself says that sites of slab objects took; null where it does not add up.</param>
    /// <param name="symbols">Names of addresses.</param>
    /// <param name="elapsed">How long was watched.</param>
    public static AllocationSite[] Resolve(SamplingTally tally, SiteTotals? totals, KernelSymbols symbols, TimeSpan elapsed)
    {
        var sites = new Sums(symbols);
        foreach ((SampledSite site, long bytes, long calls) in tally.Outstanding())
            sites.Of(site.Stack, out Name[] frames).Add(bytes, calls, frames);
        foreach ((SampledSite site, long bytes, long calls) in tally.Taken())
        {
            // Pages have stacks, which histograms cannot key by on all kernels.
            if (totals is null || site.Stack.Length > 1)
                sites.Of(site.Stack, out _).Take(bytes, calls);
        }
        foreach ((ulong site, long bytes, long calls) in totals?.Sums ?? [])
            sites.Of([site], out _).Take(bytes, calls);
        return sites.ToSites(elapsed);
    }

    /// <summary>Sums by name, module, and whether others count the same memory.</summary>
    private sealed class Sums(KernelSymbols symbols)
    {
        private readonly Dictionary<(string Symbol, string? Module, bool IsOverlap), Sum> _sums = [];
        private readonly Dictionary<ulong, Name> _names = [];

        public Sum Of(ulong[] stack, out Name[] frames)
        {
            frames = Array.ConvertAll(stack, address => NameOf(address, symbols, _names));
            bool isOverlap = frames.Length > 1 && Array.Exists(frames, frame => SiteOverlap.TakesPagesForObjects(frame.Function));
            int wanted = Math.Max(0, Array.FindIndex(frames, frame => !AllocatorFrames.IsAllocator(Encoding.UTF8.GetBytes(frame.Function))));
            Name name = frames[wanted];
            if (!_sums.TryGetValue((name.Symbol, name.Module, isOverlap), out Sum? sum))
                _sums.Add((name.Symbol, name.Module, isOverlap), sum = new Sum { Name = name });
            return sum;
        }

        public AllocationSite[] ToSites(TimeSpan elapsed) => [.. _sums.Select(pair => pair.Value.ToSite(pair.Key.IsOverlap, elapsed))];
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
        private long _taken;
        private long _takenCalls;
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

        public void Take(long bytes, long calls)
        {
            _taken += bytes;
            _takenCalls += calls;
        }

        public AllocationSite ToSite(bool isOverlap, TimeSpan elapsed) => new()
        {
            Bytes = _bytes,
            Calls = _calls,
            Function = Name.Function,
            Symbol = Name.Symbol,
            Module = Name.Module,
            IsOverlap = isOverlap,
            Taken = _taken,
            TakenCalls = _takenCalls,
            Delta = _bytes,
            Rate = elapsed > TimeSpan.Zero ? _bytes / elapsed.TotalSeconds : null,
            Method = AllocationSiteMethod.Sampling,
            CallTrace = _frames.Length > 1 ? [.. _frames.SkipWhile(frame => IsRecorder(frame.Function)).Select(frame => frame.ToString())] : [],
        };

        // What records the stack is on it, too.
        private static bool IsRecorder(string function) => function.StartsWith("trace_event_", StringComparison.Ordinal) || function.StartsWith("__traceiter_", StringComparison.Ordinal);
    }
}
