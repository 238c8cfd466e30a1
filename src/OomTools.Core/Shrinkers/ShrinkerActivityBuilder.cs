using System.Globalization;
using OomTools.Text;

namespace OomTools.Shrinkers;

/// <summary>Makes public objects of what was added up.</summary>
internal sealed class ShrinkerActivityBuilder
{
    // As many names as fit a line; the others are counted.
    private const int NamesInShort = 3;

    // What is rounded to "0 %" made nothing of it happen.
    private const double LeastShare = 0.005;

    /// <summary>What was read.</summary>
    public required ShrinkerTrace Trace { get; init; }

    /// <summary>Names of the machine's shrinkers.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>Paths of cgroups by number.</summary>
    public Func<long, string?> CgroupPath { get; init; } = _ => null;

    public bool ByNode { get; init; }

    public bool ByCgroup { get; init; }

    public long LostEvents { get; init; }

    public TimeSpan? Interval { get; init; }

    public string? Source { get; init; }

    /// <summary>The shrinkers, those of which most was requested first.</summary>
    public ShrinkerActivity[] Build()
    {
        Trace.Tally.Complete();
        var rows = new Dictionary<(ulong, int, int, long), ShrinkerRow>();
        foreach (ShrinkerRow row in Trace.Tally.Rows)
        {
            int node = ByNode ? row.Node : ShrinkerEvent.Unknown;
            long cgroup = ByCgroup ? row.Cgroup : ShrinkerEvent.Unknown;
            (ulong, int, int, long) key = (row.Shrinker, row.Function, node, cgroup);
            if (!rows.TryGetValue(key, out ShrinkerRow? merged))
                rows.Add(key, merged = new ShrinkerRow(row.Shrinker, row.Function, node, cgroup));
            merged.Merge(row);
        }
        return [.. rows.Values.Select(Create).OrderByDescending(one => one.Requested).ThenByDescending(one => one.Calls).ThenBy(one => one.Name, StringComparer.Ordinal)];
    }

    private bool TellsFreed => !Trace.Tally.HasOldForm || Trace.Functions.Contains("super_cache_scan");

    private bool HasTimes => Trace.Tally.FirstTime is not null;

    private ShrinkerActivity Create(ShrinkerRow row)
    {
        string function = Trace.Functions.NameOf(row.Function);
        ShrinkerCaller[] callers = Callers(row);
        long? freed = TellsFreed ? row.Sum.Returned : null;
        return new ShrinkerActivity
        {
            Name = ShrinkerFamily.NameOf(function, Names),
            Calls = row.Sum.Calls,
            Requested = row.Sum.Requested,
            Scanned = row.Sum.Scanned,
            Freed = freed,
            Deferred = row.Deferred,
            Duration = HasTimes ? Span(row.Sum.Nanoseconds) : null,
            LongestCall = HasTimes ? Span(row.LongestCall) : null,
            By = InShort(callers),
            Finding = ShrinkerFinding.Of(row, function, freed),
            Node = row.Node >= 0 ? row.Node : null,
            CgroupPath = row.Cgroup >= 0 ? CgroupPath(row.Cgroup) : null,
            CgroupId = row.Cgroup >= 0 ? row.Cgroup : null,
            CacheItems = row.CacheItems,
            LastPriority = row.LastPriority >= 0 ? row.LastPriority : null,
            LowestPriority = row.LowestPriority >= 0 ? row.LowestPriority : null,
            Function = function,
            Module = Trace.Functions.ModuleOf(row.Function),
            Shrinker = Trace.Label(row.Shrinker),
            Incomplete = row.Incomplete,
            LostEvents = LostEvents,
            Interval = Interval ?? (Trace.Tally is { FirstTime: { } first, LastTime: { } last } ? Span(last - first) : null),
            Source = Source,
            Callers = callers,
        };
    }

    // Calls of one task inside and outside of reclaim may turn out to be of one kind.
    private ShrinkerCaller[] Callers(ShrinkerRow row)
    {
        var byKind = new Dictionary<(int Pid, ShrinkerCallerKind Kind), ShrinkerCalls>();
        foreach (((int pid, ShrinkerCallerKind seen), ShrinkerCalls calls) in row.Callers)
        {
            ShrinkerCallerKind kind = seen == ShrinkerCallerKind.Unknown ? Trace.Tally.KindOf(pid, Trace.TaskName(pid)) : seen;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byKind, (pid, kind), out _).Add(calls);
        }
        return [.. byKind.Select(pair => Create(pair.Key.Pid, pair.Key.Kind, pair.Value, row.Sum))
            .OrderByDescending(caller => caller.Share).ThenByDescending(caller => caller.Calls).ThenBy(caller => caller.Pid)];
    }

    private ShrinkerCaller Create(int pid, ShrinkerCallerKind kind, ShrinkerCalls calls, ShrinkerCalls all) => new()
    {
        Kind = kind,
        Name = pid == ShrinkerRow.OtherPids ? "other tasks" : Trace.TaskName(pid),
        Pid = pid == ShrinkerRow.OtherPids ? null : pid,
        Share = all.Requested > 0 ? calls.Requested / (double)all.Requested : ByteSize.Share(calls.Calls, all.Calls),
        Calls = calls.Calls,
        Requested = calls.Requested,
        Scanned = calls.Scanned,
        Freed = TellsFreed ? calls.Returned : null,
        Duration = HasTimes ? Span(calls.Nanoseconds) : null,
    };

    // Tasks of one name go together, as a reader would take them.
    private static string InShort(ShrinkerCaller[] callers)
    {
        (string Name, double Share)[] names = [.. callers
            .GroupBy(caller => caller.Kind == ShrinkerCallerKind.DropCaches ? "drop_caches" : SafeText.Clean(caller.Name ?? "?"), StringComparer.Ordinal)
            .Select(group => (group.Key, group.Sum(caller => caller.Share))).Where(pair => pair.Item2 >= LeastShare).OrderByDescending(pair => pair.Item2)];
        if (names.Length <= 1)
            return names.Length == 0 ? "" : names[0].Name;
        string text = string.Join(", ", names.Take(NamesInShort).Select(pair => $"{pair.Name} {ByteSize.FormatShare(pair.Share)}"));
        return names.Length > NamesInShort ? string.Create(CultureInfo.InvariantCulture, $"{text}, {names.Length - NamesInShort} more") : text;
    }

    private static TimeSpan Span(long nanoseconds) => new(nanoseconds / TimeSpan.NanosecondsPerTick);
}
