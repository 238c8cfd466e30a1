using System.Diagnostics;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Sites;

/// <summary>
/// Watches allocations and frees of the running kernel for a while, with the kmem trace events (since 2.6.32; instances since 3.10), in
/// an instance of its own. What was taken in that time and not given back, by call site; and what was taken in all, which the kernel adds
/// up itself where it can.
/// </summary>
internal sealed class SiteSampling
{
    // What a pause lets pile up: a busy CPU makes 300 000 events of 60 bytes a second.
    private const long BufferSize = 8 << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    private static readonly string[] s_allocations = ["kmalloc", "kmalloc_node", "kmem_cache_alloc", "kmem_cache_alloc_node"];

    /// <summary>Events that found no room in the buffers.</summary>
    public long LostEvents { get; private set; }

    /// <summary>Allocations that were seen, but found no room here.</summary>
    public long Untracked { get; private set; }

    /// <summary>Whether the kernel itself added up what slab objects took, so that no event is missing there.</summary>
    public bool HasHistograms { get; private set; }

    /// <summary>How long was watched.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Events that were read.</summary>
    public long Events { get; private set; }

    /// <summary>Watches for a while; less when it is cancelled.</summary>
    /// <exception cref="TraceException">The kernel cannot be traced, or not by this user.</exception>
    public AllocationSite[] Run(SystemRoot root, TimeSpan duration, CancellationToken cancellation)
    {
        TraceFileSystem tracing = TraceFileSystem.Open();
        TraceInstance? instance = null;
        try
        {
            instance = TraceInstance.Create(tracing, BufferSize);
            return Run(instance, root, duration, cancellation);
        }
        finally
        {
            Parting.From(cancellation, instance, tracing);
        }
    }

    private AllocationSite[] Run(TraceInstance instance, SystemRoot root, TimeSpan duration, CancellationToken cancellation)
    {
        SamplingRecords records = Enable(instance, root.PageSize);
        IgnoreOwnThreads(instance);
        SiteHistograms? histograms;
        using (var reader = new TraceReader(instance))
        {
            histograms = SiteHistograms.TryStart(instance, records.Allocations);
            Watch(instance, reader, records, duration, cancellation);
            instance.Stop();
            histograms?.Stop();
            cancellation.ThrowIfCancellationRequested();
            reader.ReadToEnd(records, cancellation);
            Events = reader.Count;
        }
        SiteTotals? totals = histograms?.Read();
        HasHistograms = totals is not null;
        LostEvents = instance.CountLostEvents() + (histograms?.Dropped ?? 0);
        Untracked = records.Tally.Untracked;
        using KernelSymbols symbols = KernelSymbols.Read(root);
        return SampledSites.Resolve(records.Tally, totals, symbols, Elapsed);
    }

    private void Watch(TraceInstance instance, TraceReader reader, SamplingRecords records, TimeSpan duration, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        instance.Start();
        TimeSpan elapsed;
        do
        {
            // A CPU that writes faster than this reads must not keep the command from ending.
            if (reader.Read(records))
                cancellation.WaitHandle.WaitOne(s_pause);
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < duration && !cancellation.IsCancellationRequested);
        Elapsed = elapsed;
    }

    /// <summary>Turns on in an instance all that is needed to follow allocations.</summary>
    internal static SamplingRecords Enable(TraceInstance instance, int pageSize)
    {
        var stack = TraceEventFormat.Parse(TraceFile.Read($"{instance.Path}/events/ftrace/kernel_stack/format"));
        // Page events do not say who asked: the stack does, where the kernel can record one (CONFIG_STACKTRACE).
        bool hasStacks = stack is not null && TraceFile.TryWrite($"{instance.Path}/events/kmem/mm_page_alloc/trigger", "stacktrace");
        var records = new SamplingRecords(hasStacks ? stack : null, pageSize);
        foreach (string name in s_allocations)
        {
            // Up to 6.0 there are events of their own for allocations on a node.
            if (instance.Enable("kmem", name) is not { } format)
                continue;
            records.AddAllocation(name, format);
        }
        if (records.Allocations.Count == 0)
            throw new TraceException(TraceFailure.NotSupported, $"{instance.Path}/events/kmem", "This kernel has no trace events of allocations.");
        foreach (string name in new[] { "kfree", "kmem_cache_free" })
        {
            if (instance.Enable("kmem", name) is { } format)
                records.AddFree(format);
        }
        if (hasStacks && instance.Enable("kmem", "mm_page_free") is { } pageFree && instance.Enable("kmem", "mm_page_alloc") is { } pageAlloc)
        {
            records.AddPageFree(pageFree);
            records.AddPageAllocation(pageAlloc);
        }
        return records;
    }

    // Reading allocates too, and would be the largest of all sites. Since 5.7.
    private static void IgnoreOwnThreads(TraceInstance instance)
    {
        using var self = Process.GetCurrentProcess();
        string threads = string.Join(' ', self.Threads.Cast<ProcessThread>().Select(thread => FormattableString.Invariant($"{thread.Id}")));
        TraceFile.TryWrite($"{instance.Path}/set_event_notrace_pid", threads);
    }
}
