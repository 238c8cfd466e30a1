using System.Globalization;

namespace OomTools.Analysis;

/// <summary>What helps to understand a row of a comparison of snapshots.</summary>
internal sealed class DifferenceNotes(MemorySnapshot before, MemorySnapshot after)
{
    private readonly Dictionary<string, ProcessGroup> _before = Groups(before);
    private readonly Dictionary<string, ProcessGroup> _after = Groups(after);
    private readonly Dictionary<string, string[]> _aliases = Aliases(after);

    /// <summary>The note; null where there is nothing to say.</summary>
    public string? Of(in AmountDifference row) => row.Area switch
    {
        DifferenceArea.Slab => OfCache(row.Name),
        DifferenceArea.Task => OfProcesses(row.Name),
        _ => null,
    };

    /// <summary>A merged cache bears the name of the first; the others may tell more about what is in it.</summary>
    private string? OfCache(string name) =>
        _aliases.GetValueOrDefault(name) is { Length: > 0 } aliases ? "also " + string.Join(", ", aliases) : null;

    private string? OfProcesses(string name)
    {
        int was = _before.GetValueOrDefault(name)?.Count ?? 0;
        int now = _after.GetValueOrDefault(name)?.Count ?? 0;
        if (now == was)
            return now == 1 ? null : string.Create(CultureInfo.InvariantCulture, $"{now} processes");
        return string.Create(CultureInfo.InvariantCulture, $"{now} instead of {was}");
    }

    private static Dictionary<string, string[]> Aliases(MemorySnapshot snapshot)
    {
        var aliases = new Dictionary<string, string[]>(snapshot.Slabs.Length, StringComparer.Ordinal);
        foreach (SlabCache cache in snapshot.Slabs)
            aliases.TryAdd(cache.Name, cache.Aliases);
        return aliases;
    }

    private static Dictionary<string, ProcessGroup> Groups(MemorySnapshot snapshot)
    {
        var groups = new Dictionary<string, ProcessGroup>(snapshot.ProcessGroups.Length, StringComparer.Ordinal);
        foreach (ProcessGroup group in snapshot.ProcessGroups)
            groups.TryAdd(group.Name, group);
        return groups;
    }
}
