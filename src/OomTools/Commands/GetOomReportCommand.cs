using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>Reads the kernel's out-of-memory reports from logs.</summary>
[Cmdlet(VerbsCommon.Get, "OomReport", DefaultParameterSetName = LiveSet)]
[OutputType(typeof(OomReport))]
public sealed class GetOomReportCommand : ReportReadingCommand
{
    private NewestReports? _newest;

    /// <summary>Only so many, the newest ones.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Newest { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Newest > 0)
            _newest = new NewestReports(Newest);
    }

    private protected override void Take(OomReport report)
    {
        if (_newest is null)
            WriteObject(report);
        else
            _newest.Add(report);
    }

    private protected override void Finish()
    {
        while (_newest is not null && !Stopped.IsCancellationRequested && _newest.TryTake(out OomReport report))
            WriteObject(report);
    }
}
