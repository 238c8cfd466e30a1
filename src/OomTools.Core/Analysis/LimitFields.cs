namespace OomTools.Analysis;

/// <summary>Which values of a report make its key; a bit for each <see cref="OomReportKey"/>.</summary>
internal readonly struct LimitFields
{
    private readonly int _bits;

    public LimitFields(OomReportKey[] keys)
    {
        foreach (OomReportKey key in keys)
            _bits |= 1 << (int)key;
    }

    public bool Has(OomReportKey key) => (_bits & (1 << (int)key)) != 0;
}
