namespace OomTools.Analysis;

/// <summary>How reports are put together to incidents.</summary>
internal sealed record SummaryOptions
{
    /// <summary>
    /// Silence that ends an incident. Services that are started again and again wait up to five minutes in between (kubelet's back-off);
    /// twice that is still the same trouble.
    /// </summary>
    public static readonly TimeSpan DefaultGap = TimeSpan.FromMinutes(10);

    /// <summary>Silence that ends an incident.</summary>
    public TimeSpan Gap { get; init; } = DefaultGap;

    /// <summary>Reports that are kept as samples.</summary>
    public int Samples { get; init; } = 12;

    /// <summary>
    /// Incidents that are told apart. With twice as many the less important half is put together into one, so that reports that have
    /// nothing in common take bounded memory; the counts stay exact.
    /// </summary>
    public int MaxIncidents { get; init; } = 1000;
}
