using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Serialization;

namespace OomTools.Commands;

/// <summary>Says in what reports differ, or reports and the running machine.</summary>
[Cmdlet(VerbsData.Compare, "OomReport", DefaultParameterSetName = PipelineSet)]
[OutputType(typeof(OomDifference))]
public sealed class CompareOomReportCommand : OomCommand
{
    private const string PipelineSet = "Pipeline";
    private const string ObjectSet = "Object";
    private const string LiveSet = "Live";

    private ReportComparison? _comparison;
    private ComparedSystem? _system;
    private string? _cgroup;
    private long _count;

    /// <summary>What is compared with: a report or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ObjectSet)]
    [ValidateNotNullOrEmpty]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>What is compared: a report or several.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [AllowNull]
    public PSObject?[] DifferenceObject { get; set; } = [];

    /// <summary>Two reports, or with -WithLive one or several.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = LiveSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Compares with the running machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiveSet)]
    public SwitchParameter WithLive { get; set; }

    /// <summary>The root of a captured system to compare with, instead of the running machine.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [ValidateNotNullOrEmpty]
    public string? Root { get; set; }

    /// <summary>Differences of these areas.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DifferenceArea[]? Area { get; set; }

    /// <summary>Only so many, the largest ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = int.MaxValue;

    /// <summary>Also what does not differ.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == LiveSet)
            _system = ComparedSystem.Open(this, Root);
        _comparison = new ReportComparison { IsSlabWhole = _system?.IsSlabWhole ?? true };
        foreach (PSObject input in ReferenceObject)
            Add(input, _comparison.AddReference);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? input in DifferenceObject)
            Add(input, _comparison!.AddDifference);
        if (ParameterSetName == LiveSet)
            Add(InputObject, _comparison!.AddReference);
        else if (ParameterSetName == PipelineSet)
            Add(InputObject, AddInTurn);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == PipelineSet && _count != 2)
            WriteError(ReportErrors.NotTwo(_count));
        else if (_comparison!.ReferenceCount == 0)
            WriteError(ReportErrors.NothingToCompare("reference"));
        else if (ParameterSetName == LiveSet ? _system?.Add(_comparison.DifferenceAmounts, _cgroup) == true : HasDifference())
            WriteDifferences();
    }

    private bool HasDifference()
    {
        if (_comparison!.DifferenceCount == 0)
            WriteError(ReportErrors.NothingToCompare("difference"));
        return _comparison.DifferenceCount > 0;
    }

    private void WriteDifferences()
    {
        if (_comparison!.IsMixed)
            WriteWarning("Reports of cgroups and of whole machines are compared: the account of the one is that of its limit, of the other of all memory.");
        if (!_comparison.HasCommon)
        {
            WriteError(ReportErrors.NothingInCommon());
            return;
        }

        // No row is not the same as no difference.
        foreach (DifferenceArea area in (Area ?? []).Distinct().Where(area => !_comparison.IsCommon(area)))
            WriteWarning($"Nothing is compared in the area {area}: the two sides do not both tell of it.");
        WriteObject(_comparison.ToDifferences(IncludeEqual).Where(row => Area is null || Area.Contains(row.Area)).Take(Top), true);
    }

    // Of more than two only the number is kept.
    private void AddInTurn(OomReport report)
    {
        if (++_count == 1)
            _comparison!.AddReference(report);
        else if (_count == 2)
            _comparison!.AddDifference(report);
    }

    private void Add(PSObject? input, Action<OomReport> add)
    {
        if (input is null)
            return;
        if (ReportInput.Report(input, out ErrorRecord? error) is { } report)
            Add(report, add);
        else if (error is null && ReportInput.Summary(input, out error) is { } summary)
            Array.ForEach(summary.Samples, sample => Add(sample, add));
        else
            WriteError(error ?? ReportErrors.NotReport(input));
    }

    private void Add(OomReport report, Action<OomReport> add)
    {
        _cgroup ??= report.Kind == OomKind.Cgroup ? report.CgroupPath : null;
        add(report);
    }
}
