using OomTools.Tracing;

namespace OomTools.Sites;

/// <summary>
/// Takes binary records of kmem events: slab objects bear their caller's address, pages are followed by the stack that a trigger records.
/// </summary>
internal sealed class SamplingRecords(TraceEventFormat? stackFormat, int pageSize) : ITraceSink
{
    // Pointers are even and high, page frame numbers low: marked pages cannot be taken for objects.
    private const ulong PageMark = 1UL << 63 | 1;

    private readonly Dictionary<int, Event> _events = [];
    private readonly Dictionary<int, (ulong Key, long Bytes, int Pid)> _pending = [];
    private readonly Dictionary<int, (ulong Key, long Bytes, int Pid)> _last = [];
    private readonly TraceField _stackSize = stackFormat?["size"] ?? default;
    private readonly TraceField _stackCallers = stackFormat?["caller"] ?? default;

    private enum Kind
    {
        Object,
        ObjectFree,
        Page,
        PageFree,
    }

    /// <summary>The sums.</summary>
    public SamplingTally Tally { get; } = new();

    /// <summary>Names of the events of slab objects that were added.</summary>
    public List<string> Allocations { get; } = [];

    /// <summary>Events of slab objects: kmalloc and kmem_cache_alloc, with and without node.</summary>
    public void AddAllocation(string name, TraceEventFormat format)
    {
        Allocations.Add(name);
        _events[format.Id] = new Event(Kind.Object, format["ptr"], format["call_site"], format["bytes_alloc"]);
    }

    /// <summary>kfree and kmem_cache_free.</summary>
    public void AddFree(TraceEventFormat format) => _events[format.Id] = new Event(Kind.ObjectFree, format["ptr"], default, default);

    /// <summary>mm_page_alloc.</summary>
    public void AddPageAllocation(TraceEventFormat format) => _events[format.Id] = new Event(Kind.Page, format["pfn"], default, format["order"]);

    /// <summary>mm_page_free.</summary>
    public void AddPageFree(TraceEventFormat format) => _events[format.Id] = new Event(Kind.PageFree, format["pfn"], default, default);

    public void Take(ulong time, int cpu, ReadOnlySpan<byte> record)
    {
        int type = TraceRecord.TypeOf(record);
        if (type == stackFormat?.Id)
        {
            TakeStack(cpu, record);
            return;
        }
        if (!_events.TryGetValue(type, out Event known))
            return;
        ulong key = unchecked((ulong)known.Key.Read(record));
        switch (known.Kind)
        {
            case Kind.Object when key != 0:
                TakeObject(cpu, new SampledSite(unchecked((ulong)known.Site.Read(record))), (key, known.Size.Read(record), TraceRecord.PidOf(record)));
                break;
            case Kind.ObjectFree:
                _last.Remove(cpu);
                Tally.Remove(key);
                break;
            case Kind.Page:
                int order = (int)Math.Clamp(known.Size.Read(record), 0, 20);
                _pending[cpu] = (key << 1 | PageMark, (long)pageSize << order, TraceRecord.PidOf(record));
                break;
            case Kind.PageFree:
                Tally.Remove(key << 1 | PageMark);
                break;
        }
    }

    // Of an object of several pages 6.18 tells twice: the inner function, and at once the caller. Nobody can have freed it in between.
    private void TakeObject(int cpu, SampledSite site, (ulong Key, long Bytes, int Pid) one)
    {
        if (_last.TryGetValue(cpu, out (ulong, long, int) last) && last == one)
            Tally.Move(site, one.Key, one.Bytes);
        else
            Tally.Add(site, one.Key, one.Bytes);
        _last[cpu] = one;
    }

    // The stack of a page follows it on the same CPU; an interrupt in between brings its own page, and that stack comes first.
    private void TakeStack(int cpu, ReadOnlySpan<byte> record)
    {
        if (!_pending.Remove(cpu, out (ulong Key, long Bytes, int Pid) page) || page.Pid != TraceRecord.PidOf(record))
            return;
        int width = IntPtr.Size;
        int start = _stackCallers.Offset;
        int count = (int)Math.Clamp(_stackSize.Read(record), 0, Math.Max(0, (record.Length - start) / width));
        var stack = new ulong[Math.Min(count, 32)];
        for (int i = 0; i < stack.Length; i++)
            stack[i] = unchecked((ulong)new TraceField("", start + (i * width), width, false).Read(record));
        if (stack.Length > 0)
            Tally.Add(new SampledSite(stack), page.Key, page.Bytes);
    }

    private readonly record struct Event(Kind Kind, TraceField Key, TraceField Site, TraceField Size);
}
