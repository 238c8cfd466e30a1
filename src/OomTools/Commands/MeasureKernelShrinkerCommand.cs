using System.Management.Automation;
using OomTools.Completion;
using OomTools.Shrinkers;

namespace OomTools.Commands;

/// <summary>Shows what is asked of shrinkers, and what they free: live, or from a saved trace.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "KernelShrinker", DefaultParameterSetName = DurationSet)]
[OutputType(typeof(ShrinkerActivity))]
public sealed class MeasureKernelShrinkerCommand : TextInputCommand
{
    private const string DurationSet = "Duration";
    private const string WhileSet = "While";

    private ShrinkerTraceReading? _reading;

    /// <summary>How long to measure.</summary>
    [Parameter(Position = 0, ParameterSetName = DurationSet)]
    [Duration]
    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What to run meanwhile.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WhileSet)]
    public ScriptBlock? While { get; set; }

    /// <summary>Shrinkers of these names or functions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ShrinkerKindCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only so many, those of which most was requested first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>Each NUMA node apart.</summary>
    [Parameter]
    public SwitchParameter ByNode { get; set; }

    /// <summary>Each cgroup apart, where the kernel tells it.</summary>
    [Parameter]
    public SwitchParameter ByCgroup { get; set; }

    /// <summary>Calls for these NUMA nodes only.</summary>
    [Parameter(ParameterSetName = DurationSet)]
    [Parameter(ParameterSetName = WhileSet)]
    [ValidateRange(0, 1023)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public int[] Node { get; set; } = [];

    /// <summary>Calls of these tasks only.</summary>
    [Parameter(ParameterSetName = DurationSet)]
    [Parameter(ParameterSetName = WhileSet)]
    [ValidateRange(1, int.MaxValue)]
    public int[] ProcessId { get; set; } = [];

    /// <summary>Bytes of each CPU's buffer.</summary>
    [Parameter(ParameterSetName = DurationSet)]
    [Parameter(ParameterSetName = WhileSet)]
    [ValidateRange(64L << 10, 1L << 30)]
    public long BufferSize { get; set; } = ShrinkerMeasurementOptions.DefaultBufferSize;

    private ShrinkerTraceReading Reading => _reading ??= new ShrinkerTraceReading(this, ByNode, ByCgroup, Write);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (ParameterSetName is DurationSet or WhileSet)
                new ShrinkerRecording(this, Options, ByNode, ByCgroup, Write).Run(Duration, While);
            else
                TakeInput();
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            // Ctrl+C: the pipeline ends without a word.
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _reading?.EndText();

    private protected override void TakeFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
            Reading.ReadFile(file);
    }

    private protected override void TakeText(string text) => Reading.ReadText(text);

    private ShrinkerMeasurementOptions Options => new() { BufferSize = MyInvocation.BoundParameters.ContainsKey(nameof(BufferSize)) ? BufferSize : null, Nodes = Node, Pids = ProcessId };

    private void Write(ShrinkerActivity[] activities)
    {
        if (activities is [{ LostEvents: > 0 and long lost }, ..])
            WriteWarning($"{lost} events of the trace were lost: the numbers are too low. A larger -BufferSize loses fewer while measuring.");
        if (ByCgroup && activities.Length > 0 && Array.TrueForAll(activities, one => one.CgroupId is null))
            WriteWarning("This trace does not tell cgroups: kernels do since 7.1.");
        ShrinkerActivity[] selected = NamedShrinkers.Select(this, activities, Name);
        WriteObject(Top > 0 ? selected.Take(Top) : selected, true);
    }
}
