namespace OomTools.Oom;

/// <summary>What a report collects its lines in; used again for the next one, because a dense log has ten thousands a second.</summary>
internal sealed class ReportBuffers
{
    // An unusually long report's buffers are left to the garbage collector.
    private const int KeptTasks = 4096;

    private readonly List<ZoneDraft> _zoneDrafts = [];

    public List<string> Frames { get; } = [];

    public List<CgroupCounter> Counters { get; } = [];

    public List<CgroupStatistic> Statistics { get; } = [];

    public FieldValues Pages { get; } = new(MemInfoLine.Fields);

    public FieldValues Totals { get; } = new(TotalsLine.Fields);

    public FieldValues NodeValues { get; } = new(NodeLine.Fields);

    public List<MemoryNode> Nodes { get; } = [];

    public List<ZoneDraft> Zones { get; } = [];

    public List<HugePagePool> HugePages { get; } = [];

    public List<AllocationSite> Sites { get; } = [];

    public List<SlabCache> Slabs { get; } = [];

    public TaskRows Tasks { get; } = new();

    public List<KillFacts> Victims { get; } = [];

    /// <summary>Worth keeping.</summary>
    public bool IsOrdinary =>
        Tasks.Capacity <= KeptTasks && Slabs.Capacity <= KeptTasks && Statistics.Capacity <= KeptTasks
        && Victims.Capacity <= KeptTasks && _zoneDrafts.Count <= KeptTasks;

    public ZoneDraft AddZone(int node, string name)
    {
        if (Zones.Count == _zoneDrafts.Count)
        {
            _zoneDrafts.Add(new ZoneDraft());
        }

        ZoneDraft zone = _zoneDrafts[Zones.Count];
        zone.Start(node, name);
        Zones.Add(zone);
        return zone;
    }

    public void Clear()
    {
        Frames.Clear();
        Counters.Clear();
        Statistics.Clear();
        Pages.Clear();
        Totals.Clear();
        NodeValues.Clear();
        Nodes.Clear();
        Zones.Clear();
        HugePages.Clear();
        Sites.Clear();
        Slabs.Clear();
        Tasks.Clear();
        Victims.Clear();
    }
}
