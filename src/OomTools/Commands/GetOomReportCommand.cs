using System.Management.Automation;
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

    private OomReportFilter? _filter;
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

    /// <summary>Only so many, the newest ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Newest { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _filter = CreateFilter();
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
                        ReadFile(file);
                }

                break;
            case LiteralPathSet:
                foreach (string path in LiteralPath)
                    ReadLiteral(path);
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
            ReadFile(file);
    }

    private void ReadFile(string path)
    {
        try
        {
            using var stream = new ProgressStream(File.OpenRead(path), path, this, null);
            var options = new OomLogOptions { Source = path, ReferenceTime = File.GetLastWriteTimeUtc(path), Filter = _filter };
            using var reader = new OomLogReader(stream, options);
            while (reader.Read(Stopped) is OomReport report)
                Write(report);
            stream.Complete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            WriteError(LogErrors.Of(path, e));
        }
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
