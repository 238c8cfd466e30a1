using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;

namespace OomTools.Commands;

/// <summary>A cmdlet that reads reports from logs: of this machine, of files, of text on the pipeline, of a captured system.</summary>
public abstract class ReportReadingCommand : ReportFilterCommand
{
    private protected const string LiveSet = "Live";
    private protected const string JournalSet = "Journal";
    private protected const string RootSet = "Root";

    /// <summary>More readers than that gain little: handing out the objects is one thread's work.</summary>
    private const int MostAtOnce = 8;

    private OomReportFilter? _filter;
    private LogReading? _reading;
    private OomLogParser? _text;
    private ParallelReading? _parallel;

    /// <summary>The kernel's messages in the systemd journal. A boot is one of the journal's, so -Boot alone means it too.</summary>
    [Parameter(ParameterSetName = JournalSet)]
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

    /// <summary>Files that are read at once.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, MostAtOnce);

    /// <summary>Whether the filter parameters let a report through that came as an object.</summary>
    private protected bool Admits(OomReport report) => _filter is null || ReportFilter.Admits(_filter, report);

    /// <summary>Takes a report that a log contained.</summary>
    private protected abstract void Take(OomReport report);

    /// <summary>Whether several files may be read at once.</summary>
    private protected virtual bool ReadsInParallel => ThrottleLimit > 1;

    /// <summary>Whether text on the pipeline can be read; where not, an error says so.</summary>
    private protected virtual bool AcceptText() => true;

    /// <summary>What is asked for.</summary>
    private protected OomReportFilter? Filter => _filter;

    /// <summary>Reads a file.</summary>
    private protected virtual void ReadFile(string path) => _reading!.ReadFile(path);

    /// <summary>Reads the journal of one boot.</summary>
    private protected virtual void ReadJournal(string boot) => _reading!.ReadJournal(boot);

    /// <summary>Reads the log of this boot.</summary>
    private protected virtual void ReadLive() => _reading!.ReadLive();

    /// <summary>All input has come.</summary>
    private protected virtual void Finish()
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _filter = CreateFilter();
        _reading = new LogReading(this, _filter, Take);
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
        try
        {
            _parallel?.Finish();
            _text?.Flush();
            WriteText();
            Finish();
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            // As above.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _parallel?.Dispose();
        base.Dispose(disposing);
    }

    private void Process()
    {
        switch (ParameterSetName)
        {
            case JournalSet when Journal || !MyInvocation.BoundParameters.ContainsKey(nameof(Journal)):
                ReadJournal(Boot);
                break;
            case RootSet when PathResolution.Literal(this, Root) is string root:
                _reading!.ReadRoot(root);
                break;
            case LiveSet:
                ReadLive();
                break;
            default:
                TakeInput();
                break;
        }
    }

    private protected sealed override void TakeText(string text)
    {
        if (!AcceptText())
            return;
        _text ??= new OomLogParser(new OomLogOptions { Source = "pipeline", ReferenceTime = DateTime.UtcNow, Filter = _filter });
        _text.Append(text);
        WriteText();
    }

    private protected sealed override void TakeFile(string file) => ReadSoon(file);

    private protected sealed override void TakeFiles(IEnumerable<string> files)
    {
        string[] named = [.. files];
        if (named.Length == 1)
        {
            ReadFile(named[0]);
            return;
        }

        Array.ForEach(named, ReadSoon);
        _parallel?.Finish();
    }

    /// <summary>Reads a file at once with others.</summary>
    private void ReadSoon(string file)
    {
        if (ReadsInParallel)
            (_parallel ??= new ParallelReading(this, _reading!, Take, ThrottleLimit)).Add(file);
        else
            ReadFile(file);
    }

    private void WriteText()
    {
        while (_text?.Take() is OomReport report)
            Take(report);
    }
}
