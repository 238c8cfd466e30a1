namespace OomTools.Analysis;

/// <summary>
/// Puts reports that belong together into incidents: of one host, one cause and cgroup, close in time. Reports come one after the
/// other, in any order, and with them what a limit held back; memory is bounded, the counts are exact. Pure: the arrival time is
/// told, for logs without a clock.
/// </summary>
internal sealed class ReportSummarizer(SummaryOptions options)
{
    private readonly Dictionary<IncidentKey, List<Incident>> _incidents = [];
    private readonly Dictionary<(OomClock, string), List<Incident>> _byHost = [];
    private readonly OpenGaps _gaps = new();
    private Incident? _last;
    private Incident? _others;
    private int _count;

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="arrival">When it came in (UTC).</param>
    public void Accept(OomReport report, DateTime arrival)
    {
        LogMoment moment = LogMoment.Of(report, arrival);
        bool isPartial = report is { Cause: OomCause.Unknown, IsComplete: false };
        IncidentKey key = IncidentKey.Of(report, moment.Clock);
        Incident incident = (isPartial ? FindFamiliar(key, moment.Ticks, moment.Ticks, report.VictimName) : Find(key, moment.Ticks, moment.Ticks, report.VictimName))
            ?? Stampless(report, ref moment, isPartial) ?? Open(key);
        if (incident.IsBefore(moment.Ticks))
            _gaps.Keep(key, moment.Ticks, report.LostBeforeCount, report.SuppressedCount);
        incident.Add(report, moment);
        _last = incident;
    }

    /// <summary>Takes what a limit held back.</summary>
    public void Accept(OomSuppression held, DateTime arrival)
    {
        IncidentKey key = IncidentKey.Of(held);
        long first = held.First?.Ticks ?? held.FirstUptime?.Ticks ?? arrival.Ticks;
        long last = held.Last?.Ticks ?? held.LastUptime?.Ticks ?? first;
        // A limit's key need not contain the cause: then it tells as little as a kill line alone.
        bool isPartial = held.Cause == OomCause.Unknown || held.Kind == OomKind.Unknown;
        string? victim = held.VictimName ?? (held.Victims.Length > 0 ? held.Victims[0].Name : null);
        Incident incident = (isPartial ? FindFamiliar(key, first, last, victim) : Find(key, first, last, victim)) ?? Open(key);
        incident.Add(held, first, last);
        _last = incident;
    }

    /// <summary>The incidents, most important first; those that were too many to keep apart come last, together.</summary>
    public OomSummary[] ToSummaries()
    {
        List<Incident> all = Resolve(Merge());
        _gaps.GiveTo(all);
        all.Sort(Incident.ByImportance);
        if (_others is not null)
            all.Add(_others);
        return [.. all.Select(incident => incident.ToSummary())];
    }

    private Incident? Find(in IncidentKey key, long first, long last, string? victim)
    {
        if (FindSame(key, first, last) is { } known)
            return known;
        if (!_byHost.TryGetValue((key.Clock, key.Host), out List<Incident>? neighbours))
            return null;
        IncidentKey whole = key;
        // The first report that tells what the kill lines before it were about.
        Incident? unknown = neighbours.FindLast(incident =>
            incident.Key.Cause == OomCause.Unknown && incident.Key.Admits(whole) && incident.Covers(first, last, options.Gap)
            && (!incident.Key.IsOfAnyCgroup || incident.KnowsOnly(victim)));
        if (unknown is not null)
            Change(unknown, key);
        return unknown;
    }

    private Incident? FindSame(in IncidentKey key, long first, long last)
    {
        if (_last is not null && _last.Key == key && _last.Covers(first, last, options.Gap))
            return _last;
        return _incidents.TryGetValue(key, out List<Incident>? same) ? same.FindLast(incident => incident.Covers(first, last, options.Gap)) : null;
    }

    /// <summary>Where a report belongs that does not tell everything: to what killed processes of its victim's name, else to what there is.</summary>
    private Incident? FindFamiliar(in IncidentKey key, long first, long last, string? victim)
    {
        if (!_byHost.TryGetValue((key.Clock, key.Host), out List<Incident>? neighbours))
            return null;
        IncidentKey part = key;
        bool MayBe(Incident incident) => incident.Key.Admits(part) && incident.Covers(first, last, options.Gap);
        if (_last is not null && _last.Knows(victim) && MayBe(_last))
            return _last;
        return Latest(neighbours, incident => incident.Knows(victim) && MayBe(incident))
            ?? FindSame(key, first, last)
            // Of several cgroups that are at their limits the log does not say which one this kill was for.
            ?? (key.IsOfAnyCgroup ? null : Latest(neighbours, MayBe));
    }

    /// <summary>The one that went on last: where the kernel holds reports back it has just printed some.</summary>
    private static Incident? Latest(List<Incident> incidents, Predicate<Incident> isWanted)
    {
        Incident? latest = null;
        foreach (Incident incident in incidents)
        {
            if ((latest is null || incident.Last >= latest.Last) && isWanted(incident))
                latest = incident;
        }

        return latest;
    }

    /// <summary>A line that lost its stamp in a log that has a clock belongs to what was going on there.</summary>
    private Incident? Stampless(OomReport report, ref LogMoment moment, bool isPartial)
    {
        if (moment.Clock != OomClock.Arrival)
            return null;
        foreach (OomClock clock in (ReadOnlySpan<OomClock>)[OomClock.Wall, OomClock.Uptime])
        {
            IncidentKey key = IncidentKey.Of(report, clock);
            if (_byHost.TryGetValue((clock, key.Host), out List<Incident>? neighbours)
                && neighbours.FindLast(incident => incident.Key == key || (isPartial && incident.Key.Admits(key))) is { } incident)
            {
                moment = new LogMoment(clock, incident.Last);
                return incident;
            }
        }

        return null;
    }

    private Incident Open(in IncidentKey key)
    {
        if (_count >= 2 * options.MaxIncidents)
            Fold();
        var incident = new Incident(key, options.Samples);
        Enter(incident);
        _count++;
        return incident;
    }

    private void Enter(Incident incident)
    {
        ListOf(_incidents, incident.Key).Add(incident);
        ListOf(_byHost, (incident.Key.Clock, incident.Key.Host)).Add(incident);
    }

    private void Change(Incident incident, in IncidentKey key)
    {
        Remove(_incidents, incident.Key, incident);
        incident.Key = key;
        ListOf(_incidents, key).Add(incident);
    }

    /// <summary>Puts the less important half of all into one.</summary>
    private void Fold()
    {
        List<Incident> all = [.. _incidents.Values.SelectMany(list => list)];
        all.Sort(Incident.ByImportance);
        _incidents.Clear();
        _byHost.Clear();
        _last = null;
        foreach (Incident incident in all.Take(options.MaxIncidents))
            Enter(incident);
        foreach (Incident incident in all.Skip(options.MaxIncidents))
        {
            if (_others is null)
                _others = incident;
            else
                _others.Add(incident, isSame: false);
        }

        // What they have in common is nothing.
        if (_others is not null)
            _others.Key = default(IncidentKey) with { Clock = _others.Key.Clock, Host = "" };
        _count = Math.Min(all.Count, options.MaxIncidents);
    }

    /// <summary>Parts of one incident that came from logs in another order than that of time become one.</summary>
    private List<Incident> Merge()
    {
        var merged = new List<Incident>();
        foreach (List<Incident> same in _incidents.Values)
        {
            foreach (Incident incident in same.OrderBy(incident => incident.First))
            {
                if (merged.Count > 0 && merged[^1].Key == incident.Key && merged[^1].Covers(incident.First, incident.Last, options.Gap))
                    merged[^1].Add(incident, isSame: true);
                else
                    merged.Add(incident);
            }
        }

        return merged;
    }

    /// <summary>Kill lines of some cgroup belong to the incident that killed processes of all their names, where there is but one.</summary>
    private List<Incident> Resolve(List<Incident> incidents)
    {
        foreach (Incident unknown in incidents.FindAll(incident => incident.Key.IsOfAnyCgroup))
        {
            List<Incident> candidates = incidents.FindAll(incident =>
                !incident.Key.IsOfAnyCgroup && incident.Key.Admits(unknown.Key) && incident.Covers(unknown.First, unknown.Last, options.Gap) && incident.KnowsAllOf(unknown));
            if (candidates is not [{ } only])
                continue;
            only.Add(unknown, isSame: true);
            incidents.Remove(unknown);
        }

        return incidents;
    }

    private static List<Incident> ListOf<TKey>(Dictionary<TKey, List<Incident>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<Incident>? list))
            lists.Add(key, list = []);
        return list;
    }

    private static void Remove<TKey>(Dictionary<TKey, List<Incident>> lists, TKey key, Incident incident)
        where TKey : notnull
    {
        if (lists.TryGetValue(key, out List<Incident>? list) && list.Remove(incident) && list.Count == 0)
            lists.Remove(key);
    }
}
