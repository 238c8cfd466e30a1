using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Formatting;
using OomTools.Logs;
using OomTools.Oom;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Follows the kernel's log and gives reports as the kernel finishes them.</summary>
[Cmdlet(VerbsCommon.Watch, "OomReport", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomReport), typeof(OomSuppression))]
public sealed class WatchOomReportCommand : ReportFilterCommand
{
    private const string LiveSet = "Live";

    /// <summary>Of reports that come from the ring buffer of the running kernel.</summary>
    private const string KernelSource = "kmsg";

    private readonly List<string> _files = [];
    private OomReportFilter? _filter;
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
        _filter = CreateFilter();
        _output = new LimitedOutput(NoLimit ? null : new LimitOptions { Burst = Burst, Interval = Interval, Key = Key }, Write);
        if (OomScoreAdjust is int value)
            Protect(value);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == LiveSet)
            FollowKernel();
        else
            TakeInput();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_files is [KernelRingBuffer.DefaultPath])
            FollowKernel();
        else if (_files.Count > 0)
            FollowFiles();
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

    private void FollowKernel()
    {
        if (!OperatingSystem.IsLinux())
        {
            WriteError(LogErrors.LiveSourceNeedsLinux());
            return;
        }

        Follow(KernelRingBuffer.DefaultPath, () => new FollowedKernelLog(Options(KernelSource), IncludeExisting, TimeProvider.System));
    }

    private void FollowFiles() => Follow(
        _files[0], () => new FollowedFiles(_files, Options(null), IncludeExisting, (path, e) => WriteError(LogErrors.Of(path, e))));

    private void Follow(string path, Func<FollowedLog> open)
    {
        try
        {
            using FollowedLog log = open();
            new LogWatching(this, _output!) { Timeout = Timeout, Count = Count }.Follow(log);
        }
        catch (Exception e) when (LogErrors.IsReadFailure(e))
        {
            WriteError(path == KernelRingBuffer.DefaultPath && e is UnauthorizedAccessException
                ? WatchErrors.KernelLogAccessDenied(path)
                : LogErrors.Of(path, e));
        }
    }

    private void Write(object item)
    {
        if (item is OomReport { Source: KernelSource } report)
            (_now ??= SlabNow.Following()).Add(report, Stopped);
        WriteObject(item);
    }

    private OomLogOptions Options(string? source) => new() { Source = source, ReferenceTime = DateTime.MaxValue, Filter = _filter };

    private protected override IEnumerable<string> Expand(string path) => WatchedPaths.Expand(this, path);

    private protected override IEnumerable<string> Literal(string path) => WatchedPaths.Literal(this, path);

    private protected override void TakeFiles(IEnumerable<string> files) => _files.AddRange(files);

    private protected override void TakeText(string text) => (_text ??= new WatchedText(Options("pipeline"), _output!)).Append(text);

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
