using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Serialization;

namespace OomTools.Commands;

/// <summary>Passes the first reports of each key and says how many it held back.</summary>
[Cmdlet(VerbsData.Limit, "OomReport")]
[OutputType(typeof(OomReport), typeof(OomSuppression))]
public sealed class LimitOomReportCommand : ReportInputCommand
{
    private ReportLimiter? _limiter;

    /// <summary>Reports of one key that pass within an interval.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, int.MaxValue)]
    public int Burst { get; set; } = LimitOptions.DefaultBurst;

    /// <summary>Log time for which the count of a key holds.</summary>
    [Parameter(Position = 1)]
    [Duration(Minimum = 0.001, Maximum = 3_660 * 86_400.0)]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What makes two reports the same.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public OomReportKey[] Key { get; set; } = LimitOptions.DefaultKey;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _limiter = new ReportLimiter(new LimitOptions { Burst = Burst, Interval = Interval, Key = Key });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _limiter!.Complete();
        WriteEnded();
    }

    private protected override void Take(OomReport report, PSObject input)
    {
        bool isPassed = _limiter!.Accept(report, DateTime.UtcNow);
        WriteEnded();
        if (isPassed)
            WriteObject(ReportInput.Alive(report, input));
    }

    // What was held back before, by a limit further up or on another machine, is told as it is.
    private protected override bool TryTake(PSObject input)
    {
        if (ReportInput.Suppression(input, out ErrorRecord? error) is { } held)
            WriteObject(ReportInput.Alive(held, input));
        else if (error is not null)
            WriteError(error);
        else
            return false;
        return true;
    }

    private void WriteEnded()
    {
        while (_limiter!.TryTakeEnded(out OomSuppression? suppression))
            WriteObject(suppression);
    }
}
