using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Sites;

/// <summary>
/// Lets the kernel itself add up what each call site takes (hist triggers, since 4.7 with CONFIG_HIST_TRIGGERS): no event can be lost on
/// the way to a reader. What is given back is not matched there: a histogram keeps each pointer for good, 131 072 at most.
/// </summary>
internal sealed class SiteHistograms
{
    // Without variables: a histogram that has some keeps its instance from being removed. 8192 sites are three times what kernels have.
    private const string Trigger = "hist:keys=call_site.hex:vals=bytes_alloc:size=8192";

    private readonly string[] _events;

    private SiteHistograms(string[] events) => _events = events;

    /// <summary>Hits that found no room.</summary>
    public long Dropped { get; private set; }

    /// <summary>Begins to add up; null where the kernel cannot, or not for all of the events.</summary>
    /// <param name="instance">Threads that it leaves out are left out here, too.</param>
    /// <param name="events">Allocation events of the group kmem.</param>
    public static SiteHistograms? TryStart(TraceInstance instance, IEnumerable<string> events)
    {
        var started = new SiteHistograms([.. events.Select(name => $"{instance.Path}/events/kmem/{name}")]);
        if (Array.TrueForAll(started._events, path => TraceFile.TryWrite(path + "/trigger", Trigger)))
        {
            // Making one takes memory, which those before it have counted.
            started.Write(Trigger + ":clear");
            return started;
        }

        started.Write("!" + Trigger);
        return null;
    }

    /// <summary>Adds up no further.</summary>
    public void Stop() => Write(Trigger + ":pause");

    /// <summary>The sums; null when they cannot be read.</summary>
    public SiteTotals? Read()
    {
        var totals = new SiteTotals();
        foreach (string path in _events)
        {
            using SystemFile file = SystemFile.Read(path + "/hist", path + "/hist");
            if (file.Status != SystemFileStatus.Ok)
                return null;
            Dropped = KernelNumber.Add(Dropped, SiteHistogramText.AddTo(totals, file.Content));
        }

        return totals;
    }

    private void Write(string trigger)
    {
        foreach (string path in _events)
            TraceFile.TryWrite(path + "/trigger", trigger);
    }
}
