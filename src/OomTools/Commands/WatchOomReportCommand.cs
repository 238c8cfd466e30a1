using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Follows the kernel's log and gives reports as the kernel finishes them.</summary>
[Cmdlet(VerbsCommon.Watch, "OomReport", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomReport), typeof(OomSuppression))]
public sealed class WatchOomReportCommand : ReportFilterCommand
{
    private const string LiveSet = "Live";

    private readonly List<string> _files = [];
    private WatchedLogs? _logs;
    private LimitedOutput? _output;
    private WatchedText? _text;
    private OwnOomScore? _score;
    private SlabNow? _now;

    /// <summary>Also the reports that the log holds already.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter IncludeExisting { get; set; }

    /// <summary>Ends after so long.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Duration]
    public TimeSpan Timeout { get; set; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Ends after so many reports.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; }

    /// <summary>Reports of one key that pass within an interval.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Burst { get; set; } = LimitOptions.DefaultBurst;

    /// <summary>Log time for which a key's count holds.</summary>
    [Parameter]
    [Duration(Minimum = 0.001, Maximum = 3_660 * 86_400.0)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What makes two reports the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OomReportKey[] Key { get; set; } = LimitOptions.DefaultKey;

    /// <summary>Holds nothing back.</summary>
    [Parameter]
    public SwitchParameter NoLimit { get; set; }

    /// <summary>Bias of this process in the OOM killer's choice while it watches.</summary>
    [Parameter]
    [ValidateRange(-1000, 1000)]
    public int? OomScoreAdjust { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _output = new LimitedOutput(NoLimit ? null : new LimitOptions { Burst = Burst, Interval = Interval, Key = Key }, Write);
        var watching = new LogWatching(this, _output) { Timeout = Timeout, Count = Count };
        _logs = new WatchedLogs(this, CreateFilter(), IncludeExisting, watching.Follow);
        if (OomScoreAdjust is int value)
            Protect(value);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiveSet)
            _logs!.FollowKernel();
        else
            TakeInput();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _logs!.Follow(_files);
        _text?.Finish();
        if (!Stopped.IsCancellationRequested)
            _output!.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _score?.Dispose();
        base.Dispose(disposing);
    }

    private void Write(object item)
    {
        if (item is OomReport { Source: WatchedLogs.KernelSource } report)
            (_now ??= SlabNow.Following()).Add(report, Stopped);
        WriteObject(item);
    }

    private protected override IEnumerable<string> Expand(string path) => WatchedPaths.Expand(this, path);

    private protected override IEnumerable<string> Literal(string path) => WatchedPaths.Literal(this, path);

    // One that is named twice is followed once.
    private protected override void TakeFiles(IEnumerable<string> files) => _files.AddRange(files.Distinct().Where(file => !_files.Contains(file)).ToArray());

    private protected override void TakeText(string text) => (_text ??= new WatchedText(_logs!.Options("pipeline"), _output!)).Append(text);

    private void Protect(int value)
    {
        try
        {
            _score = new OwnOomScore(value);
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            WriteWarning($"oom_score_adj of this process stays as it is: it could not be set to {value} ({OomView.Text(e.Message)}). Lowering it needs CAP_SYS_RESOURCE, which root may lack in a container. Watching goes on without.");
        }
    }
}
