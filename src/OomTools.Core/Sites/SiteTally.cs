using System.Text;
using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>Adds up allocations by the place that made them, for sources that list stacks rather than totals.</summary>
internal sealed class SiteTally(AllocationSiteMethod method)
{
    // A kernel has some ten thousand places that allocate; a hostile file has any number.
    private const int MaximumSites = 100_000;

    private readonly Dictionary<(string Cache, string Symbol), Entry> _entries = [];

    /// <summary>Adds what one stack holds.</summary>
    /// <param name="symbol">The call site, as the kernel prints it.</param>
    /// <param name="bytes">Bytes it holds.</param>
    /// <param name="calls">Allocations it holds.</param>
    /// <param name="stack">Lines with the stack's frames, innermost first; may be empty.</param>
    /// <param name="cache">The slab cache, or null.</param>
    public void Add(SymbolText symbol, long bytes, long calls, ReadOnlySpan<byte> stack, string? cache = null)
    {
        (string, string) key = (cache ?? "", Encoding.UTF8.GetString(symbol.Text));
        if (!_entries.TryGetValue(key, out Entry? entry))
        {
            if (_entries.Count >= MaximumSites)
                return;
            _entries.Add(key, entry = new Entry(
                Encoding.UTF8.GetString(symbol.Function), symbol.Module.IsEmpty ? null : Encoding.UTF8.GetString(symbol.Module)));
        }
        entry.Add(bytes, calls, stack);
    }

    /// <summary>The sites, in no order.</summary>
    public AllocationSite[] ToSites() => [.. _entries.Select(pair => new AllocationSite
    {
        Bytes = pair.Value.Bytes,
        Calls = pair.Value.Calls,
        Function = pair.Value.Function,
        Module = pair.Value.Module,
        Symbol = pair.Key.Symbol,
        CacheName = pair.Key.Cache.Length == 0 ? null : pair.Key.Cache,
        CallTrace = pair.Value.Frames(),
        Method = method,
    })];

    private sealed class Entry(string function, string? module)
    {
        // Stacks of a kernel have 16 frames (page_owner, SLUB).
        private const int MaximumFrames = 64;

        private byte[] _stack = [];
        private long _largest = long.MinValue;

        public string Function => function;

        public string? Module => module;

        public long Bytes { get; private set; }

        public long Calls { get; private set; }

        public void Add(long bytes, long calls, ReadOnlySpan<byte> stack)
        {
            Bytes = KernelNumber.Add(Bytes, bytes);
            Calls = KernelNumber.Add(Calls, calls);
            if (bytes <= _largest)
                return;
            _largest = bytes;
            _stack = stack.Length <= 16 << 10 ? stack.ToArray() : [];
        }

        public string[] Frames()
        {
            var frames = new List<string>();
            foreach (ReadOnlySpan<byte> line in new LineCursor(_stack))
            {
                ReadOnlySpan<byte> frame = SymbolText.WithoutAddress(line.Trim((byte)' '));
                if (!frame.IsEmpty && frames.Count < MaximumFrames)
                    frames.Add(Encoding.UTF8.GetString(frame));
            }
            return [.. frames];
        }
    }
}
