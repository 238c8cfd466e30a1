using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Logs;
using OomTools.Procfs;
using OomTools.Snapshots;

namespace OomTools.Commands;

/// <summary>Reads the kernel's out-of-memory reports from logs.</summary>
[Cmdlet(VerbsCommon.Get, "OomReport", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomReport))]
public sealed class GetOomReportCommand : ReportReadingCommand
{
    private NewestReports? _newest;
    private CursorReading? _cursor;
    private SlabNow? _now;
    private SystemRoot? _system;
    private bool _isTextRefused;

    /// <summary>Only so many, the newest ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Newest { get; set; }

    /// <summary>A file that remembers how far the logs were read: only what is new comes.</summary>
    [Parameter(ParameterSetName = LiveSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [Parameter(ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string? CursorPath { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Newest > 0)
            _newest = new NewestReports(Newest);
        if (CursorPath is not null && PathResolution.Literal(this, CursorPath) is string path)
            _cursor = CursorReading.Open(this, path, Filter, Take);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cursor?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What a cursor is about is one file after the other, and little of each.</summary>
    private protected override bool ReadsInParallel => CursorPath is null && base.ReadsInParallel;

    private protected override bool AcceptText()
    {
        if (CursorPath is null)
            return true;
        if (!_isTextRefused)
            WriteError(CursorErrors.NeedsSource(CursorPath));
        _isTextRefused = true;
        return false;
    }

    private protected override void ReadFile(string path) => Read(() => base.ReadFile(path), cursor => cursor.ReadFile(path));

    private protected override void ReadJournal(string boot) => Read(() => base.ReadJournal(boot), cursor => cursor.ReadJournal(boot));

    private protected override void ReadLive() => Read(base.ReadLive, cursor => cursor.ReadLive());

    private protected override void Take(OomReport report)
    {
        if (_newest is null)
            Write(report);
        else
            _newest.Add(report);
    }

    private protected override void Finish()
    {
        while (_newest is not null && !Stopped.IsCancellationRequested && _newest.TryTake(out OomReport report))
            Write(report);
        // Everything was taken by those who wanted it.
        if (!Stopped.IsCancellationRequested)
            _cursor?.Save();
    }

    private void Write(OomReport report)
    {
        if (SlabSince.Matters(report) && IsOfPresentBoot(report))
            (_now ??= SlabNow.Once(_system!)).Add(report, Stopped);
        WriteObject(report);
    }

    /// <summary>Whether the system is at hand, and has not booted since it wrote the report.</summary>
    private bool IsOfPresentBoot(OomReport report)
    {
        if (ParameterSetName == RootSet)
            return PathResolution.Directory(this, Root) is { } root && CapturedBoot.Has(_system ??= new SystemRoot(root), report);
        if (ParameterSetName != LiveSet && !(ParameterSetName == JournalSet && Boot == "0") && report.Source != KernelRingBuffer.DefaultPath)
            return false;
        _system ??= new SystemRoot();
        // A cursor may have been left in an earlier boot.
        return CursorPath is null || report.Time >= _system.BootTime;
    }

    /// <summary>A cursor that cannot be used reads nothing: without it everything would come again.</summary>
    private void Read(Action all, Action<CursorReading> part)
    {
        if (CursorPath is null)
            all();
        else if (_cursor is not null)
            part(_cursor);
    }
}
