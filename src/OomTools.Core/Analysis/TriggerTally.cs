using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Counts by name the tasks that asked for memory.</summary>
internal sealed class TriggerTally
{
    private readonly NameTally<Entry> _names = new();

    /// <summary>Counts a report's task; one that does not name it is passed over.</summary>
    public void Add(OomReport report)
    {
        if (report.TriggerName is { } name)
            _names[name].Count++;
    }

    /// <summary>Counts what was counted before.</summary>
    public void Add(OomTriggerGroup group)
    {
        Entry entry = _names[group.Name];
        entry.Count = Total.Add(entry.Count, group.Count);
    }

    /// <summary>The names, most first.</summary>
    public OomTriggerGroup[] ToGroups() =>
        [.. _names.Entries
            .OrderByDescending(entry => entry.Value.Count).ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new OomTriggerGroup { Name = entry.Name, Count = entry.Value.Count })];

    private sealed class Entry
    {
        public long Count { get; set; }
    }
}
