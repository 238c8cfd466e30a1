namespace OomTools.Analysis;

/// <summary>
/// Lines lost right before a report that was the first of its incident so far: another incident may have been going on at the
/// time, or earlier reports of the same one may follow from a rotated log.
/// </summary>
internal sealed class OpenLosses
{
    /// <summary>A log with more of them tells little; the oldest are forgotten.</summary>
    private const int Most = 4096;

    private readonly Queue<(IncidentKey Key, long Ticks, long? Lines)> _losses = new();

    public void Keep(in IncidentKey key, long ticks, long? lines)
    {
        if (lines == 0)
            return;
        if (_losses.Count == Most)
            _losses.Dequeue();
        _losses.Enqueue((key, ticks, lines));
    }

    /// <summary>Gives each to the first incident that had begun before it and went on after it.</summary>
    public void GiveTo(List<Incident> incidents)
    {
        foreach ((IncidentKey key, long ticks, long? lines) in _losses)
        {
            // Of its own incident first.
            _ = incidents.Exists(incident => incident.Key == key && incident.TryTakeLoss(ticks, lines))
                || incidents.Exists(incident => incident.Key.Clock == key.Clock && incident.Key.Host == key.Host && incident.TryTakeLoss(ticks, lines));
        }
    }
}
