using OomTools.Text;

namespace OomTools.Analysis;

/// <summary>Counts the processes that reports killed: how many, how large, by name.</summary>
internal sealed class VictimTally
{
    private readonly NameTally<Entry> _names = new();

    /// <summary>Processes killed.</summary>
    public long Count { get; private set; }

    /// <summary>Their resident bytes.</summary>
    public long Rss { get; private set; }

    /// <summary>What the kills gave back.</summary>
    public long Freed { get; private set; }

    /// <summary>Name of the largest one.</summary>
    public string? LargestName { get; private set; }

    /// <summary>Process id of the largest one.</summary>
    public int? LargestPid { get; private set; }

    /// <summary>Resident bytes of the largest one.</summary>
    public long? LargestRss { get; private set; }

    /// <summary>Counts what a report killed.</summary>
    public void Add(OomReport report)
    {
        OomVictim[] victims = report.Victims;
        foreach (OomVictim victim in victims)
            Add(victim.Name, victim.Pid, 1, victim.Rss, victim.AnonRss ?? victim.Rss);

        // A report that travelled as text may have lost the list of its victims, but not the first one's name and their number.
        if (victims.Length == 0 && report.VictimCount > 0)
            Add(report.VictimName, report.VictimPid, report.VictimCount, report.VictimRss, report.VictimRss);
    }

    /// <summary>Counts what reports killed that were held back before.</summary>
    public void Add(OomVictimGroup group) => Add(group.Name, group.LargestPid, group.Count, group.Rss, group.FreedMemory, group.LargestRss);

    /// <summary>The victims by name, most first; among as many the larger ones.</summary>
    public OomVictimGroup[] ToGroups() =>
        [.. _names.Entries
            .OrderByDescending(entry => entry.Value.Count).ThenByDescending(entry => entry.Value.Rss).ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new OomVictimGroup
            {
                Name = entry.Name,
                Count = entry.Value.Count,
                Rss = entry.Value.Rss,
                FreedMemory = entry.Value.Freed,
                LargestRss = entry.Value.LargestRss,
                LargestPid = entry.Value.LargestPid,
            })];

    private void Add(string? name, int? pid, long count, long? rss, long? freed) => Add(name, pid, count, rss ?? 0, freed ?? 0, rss);

    private void Add(string? name, int? pid, long count, long rss, long freed, long? largest)
    {
        Count = Total.Add(Count, count);
        Rss = Total.Add(Rss, rss);
        Freed = Total.Add(Freed, freed);
        Entry entry = _names[name];
        entry.Count = Total.Add(entry.Count, count);
        entry.Rss = Total.Add(entry.Rss, rss);
        entry.Freed = Total.Add(entry.Freed, freed);
        if (largest is null)
            return;
        if (entry.LargestRss is null || largest > entry.LargestRss)
            (entry.LargestRss, entry.LargestPid) = (largest, pid);
        if (LargestRss is null || largest > LargestRss)
            (LargestRss, LargestPid, LargestName) = (largest, pid, name);
    }

    private sealed class Entry
    {
        public long Count { get; set; }

        public long Rss { get; set; }

        public long Freed { get; set; }

        public long? LargestRss { get; set; }

        public int? LargestPid { get; set; }
    }
}
