namespace OomTools.Analysis;

/// <summary>
/// Compares reports, or reports with a machine: two sides, filled one report after the other, so that memory does not grow with
/// their number.
/// </summary>
internal sealed class ReportComparison
{
    private readonly Side _reference = new();
    private readonly Side _difference = new();

    /// <summary>Whether the reference's slab lists tell all caches that the other side has; see <see cref="Amounts"/>.</summary>
    public bool IsSlabWhole { get; init; } = true;

    /// <summary>Reports on the reference's side.</summary>
    public long ReferenceCount => _reference.Reports;

    /// <summary>Reports on the other side.</summary>
    public long DifferenceCount => _difference.Reports;

    /// <summary>Whether the reports are not all about the same: a cgroup's account beside a machine's.</summary>
    public bool IsMixed => _reference.IsMixed || _difference.IsMixed
        || (_reference.Scope is { } one && _difference.Scope is { } other && (one.Length == 0) != (other.Length == 0));

    /// <summary>Whether there is anything that both sides tell.</summary>
    public bool HasCommon => Array.Exists(Enum.GetValues<DifferenceArea>(), IsCommon);

    /// <summary>Whether both sides tell something of an area.</summary>
    public bool IsCommon(DifferenceArea area) =>
        _reference.Amounts.Names.Any(name => name.Area == area) && _difference.Amounts.Names.Any(name => name.Area == area);

    public void AddReference(OomReport report) => _reference.Add(report, IsSlabWhole);

    public void AddDifference(OomReport report) => _difference.Add(report, isSlabWhole: true);

    /// <summary>The other side's amounts where it is no report.</summary>
    public AmountSet DifferenceAmounts => _difference.Amounts;

    /// <summary>The rows, largest first; each bears the sentence.</summary>
    public OomDifference[] ToDifferences(bool includeEqual = false)
    {
        AmountDifference[] rows = AmountComparison.Of(_reference.Amounts, _difference.Amounts, includeEqual);
        string summary = Summary(rows);
        return Array.ConvertAll(rows, row => new OomDifference
        {
            Area = row.Area,
            Name = row.Name,
            Reference = row.Reference,
            Difference = row.Difference,
            Delta = row.Delta,
            Ratio = row.Ratio,
            IsBytes = row.IsBytes,
            ReferenceCount = ReferenceCount,
            DifferenceCount = DifferenceCount,
            Summary = summary,
        });
    }

    private string Summary(AmountDifference[] rows)
    {
        var sentence = new Sentence();
        string text = DifferenceSentence.Of(rows, _reference.Amounts[DifferenceArea.Memory, nameof(MemoryUsage.TotalMemory)], sentence);
        if (ReferenceCount > 1 || DifferenceCount > 1)
        {
            sentence.Say(text).Say(" Averages of ").Number(ReferenceCount);
            _ = DifferenceCount == 0 ? sentence.Say(" reports.") : sentence.Say(" and ").Number(DifferenceCount).Say(" reports.");
            text = sentence.Finish();
        }

        return _reference.Cause is { } before && _difference.Cause is { } after && before != after
            ? $"{text} Cause: {after} instead of {before}."
            : text;
    }

    private sealed class Side
    {
        private OomCause _cause;
        private bool _isMixedCause;

        public AmountSet Amounts { get; } = new();

        public long Reports { get; private set; }

        /// <summary>The first report's cgroup, "" where its account is the machine's; null without a report.</summary>
        public string? Scope { get; private set; }

        public bool IsMixed { get; private set; }

        /// <summary>The cause of all reports; null where they differ or there is none.</summary>
        public OomCause? Cause => Reports == 0 || _isMixedCause ? null : _cause;

        public void Add(OomReport report, bool isSlabWhole)
        {
            OomTools.Analysis.Amounts.Add(Amounts, report, isSlabWhole);
            string scope = report.Kind == OomKind.Cgroup ? report.CgroupPath ?? "" : "";
            IsMixed |= Scope is not null && (Scope.Length == 0) != (scope.Length == 0);
            Scope ??= scope;
            _isMixedCause |= Reports > 0 && report.Cause != _cause;
            _cause = report.Cause;
            Reports++;
        }
    }
}
