namespace OomTools.Analysis;

/// <summary>
/// Lines lost and reports held back by the kernel right before a report that was the first of its incident so far: another incident
/// may have been going on at the time, or earlier reports of the same one may follow from a rotated log.
/// </summary>
internal sealed class OpenGaps
{
    /// <summary>A log with more of them tells little; the oldest are forgotten.</summary>
    private const int Most = 4096;

    private readonly Queue<(IncidentKey Key, long Ticks, long? Lines, long? Suppressed)> _gaps = new();

    public void Keep(in IncidentKey key, long ticks, long? lines, long? suppressed)
    {
        if (lines == 0 && suppressed is null or 0)
            return;
        if (_gaps.Count == Most)
            _gaps.Dequeue();
        _gaps.Enqueue((key, ticks, lines, suppressed));
    }

    /// <summary>Gives each to the first incident that had begun before it and went on after it.</summary>
    public void GiveTo(List<Incident> incidents)
    {
        foreach ((IncidentKey key, long ticks, long? lines, long? suppressed) in _gaps)
        {
            // Of its own incident first.
            _ = incidents.Exists(incident => incident.Key == key && incident.TryTakeGap(ticks, lines, suppressed))
                || incidents.Exists(incident => incident.Key.Clock == key.Clock && incident.Key.Host == key.Host && incident.TryTakeGap(ticks, lines, suppressed));
        }
    }
}
