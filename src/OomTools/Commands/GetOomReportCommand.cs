using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;

namespace OomTools.Commands;

/// <summary>Reads the kernel's out-of-memory reports from logs.</summary>
[Cmdlet(VerbsCommon.Get, "OomReport", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomReport))]
public sealed class GetOomReportCommand : ReportFilterCommand
{
    private const string LiveSet = "Live";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputObjectSet = "InputObject";
    private const string JournalSet = "Journal";
    private const string RootSet = "Root";

    private OomReportFilter? _filter;
    private LogReading? _reading;
    private OomLogParser? _text;
    private NewestReports? _newest;

    /// <summary>Log files; wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Log files, named exactly.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Text of a log, or files.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>The kernel's messages in the systemd journal.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    public SwitchParameter Journal { get; set; }

    /// <summary>Which boot: 0 this one, -1 the one before, or a boot id.</summary>
    [Parameter(ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BootCompleter))]
    public string Boot { get; set; } = "0";

    /// <summary>The root of a captured system.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RootSet)]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "";

    /// <summary>Only so many, the newest ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Newest { get; set; }

    private LogReading Reading => _reading!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _filter = CreateFilter();
        _reading = new LogReading(this, _filter, Write);
        if (Newest > 0)
            _newest = new NewestReports(Newest);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Process();
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            // Ctrl+C: the pipeline ends without a word.
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _text?.Flush();
        WriteText();
        while (_newest is not null && !Stopped.IsCancellationRequested && _newest.TryTake(out OomReport report))
            WriteObject(report);
    }

    private void Process()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                foreach (string path in Path)
                {
                    foreach (string file in PathResolution.Expand(this, path))
                        Reading.ReadFile(file);
                }

                break;
            case LiteralPathSet:
                foreach (string path in LiteralPath)
                    ReadLiteral(path);
                break;
            case JournalSet when Journal:
                Reading.ReadJournal(Boot);
                break;
            case RootSet when PathResolution.Literal(this, Root) is string root:
                Reading.ReadRoot(root);
                break;
            case LiveSet:
                Reading.ReadLive();
                break;
            case InputObjectSet when InputObject is not null:
                ReadInput(InputObject);
                break;
        }
    }

    private void ReadInput(PSObject input)
    {
        if (PipelineInput.IsText(input, out string text))
        {
            _text ??= new OomLogParser(new OomLogOptions { Source = "pipeline", ReferenceTime = DateTime.UtcNow, Filter = _filter });
            _text.Append(text);
            WriteText();
        }
        else if (PipelineInput.PathOf(input) is string path)
        {
            ReadLiteral(path);
        }
        else
        {
            WriteError(LogErrors.InputNotSupported(input));
        }
    }

    private void ReadLiteral(string path)
    {
        if (PathResolution.Literal(this, path) is string file)
            Reading.ReadFile(file);
    }

    private void WriteText()
    {
        while (_text?.Take() is OomReport report)
            Write(report);
    }

    private void Write(OomReport report)
    {
        if (_newest is null)
            WriteObject(report);
        else
            _newest.Add(report);
    }
}
