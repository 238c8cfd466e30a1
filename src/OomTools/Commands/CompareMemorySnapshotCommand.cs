using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Says what grew or shrank between two snapshots.</summary>
[Cmdlet(VerbsData.Compare, "MemorySnapshot", DefaultParameterSetName = PipelineSet)]
[OutputType(typeof(MemoryDifference))]
public sealed class CompareMemorySnapshotCommand : OomCommand
{
    private const string PipelineSet = "Pipeline";
    private const string ObjectSet = "Object";

    private readonly List<MemorySnapshot> _snapshots = [];
    private int _count;

    /// <summary>What is compared with.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public MemorySnapshot? ReferenceObject { get; set; }

    /// <summary>What is compared; the running machine without it.</summary>
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public MemorySnapshot? DifferenceObject { get; set; }

    /// <summary>Two snapshots, or one to compare with the running machine.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    [ValidateNotNull]
    public MemorySnapshot[]? InputObject { get; set; }

    /// <summary>Differences of these areas.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DifferenceArea[]? Area { get; set; }

    /// <summary>Only so many, the first ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (MemorySnapshot snapshot in InputObject ?? [])
        {
            // More than two are counted, not kept.
            if (++_count <= 2)
                _snapshots.Add(snapshot);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == PipelineSet && _count is < 1 or > 2)
        {
            WriteError(SnapshotErrors.NotTwo(_count));
            return;
        }

        MemorySnapshot reference = ReferenceObject ?? _snapshots[0];
        if ((DifferenceObject ?? _snapshots.ElementAtOrDefault(1) ?? Now()) is { } difference)
            WriteObject(SnapshotComparison.Of(reference, difference).Where(row => Area is null || Area.Contains(row.Area)).Take(Top), true);
    }

    private MemorySnapshot? Now()
    {
        if (OperatingSystem.IsLinux())
            return SnapshotTaking.Take(this, new SystemRoot(), SnapshotTaking.DefaultProcesses);
        WriteError(SystemErrors.LiveSourceNeedsLinux());
        return null;
    }
}
