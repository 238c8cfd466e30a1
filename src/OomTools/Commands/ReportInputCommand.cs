using System.Management.Automation;
using OomTools.Errors;
using OomTools.Serialization;

namespace OomTools.Commands;

/// <summary>A cmdlet that takes reports from the pipeline, in whatever form they travelled.</summary>
public abstract class ReportInputCommand : OomCommand
{
    /// <summary>Reports.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (ReportInput.Report(InputObject, out ErrorRecord? error) is { } report)
            Take(report, InputObject);
        else if (error is not null)
            WriteError(error);
        else if (!TryTake(InputObject))
            WriteError(ReportErrors.NotReport(InputObject));
    }

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report, live.</param>
    /// <param name="input">The object as it came.</param>
    private protected abstract void Take(OomReport report, PSObject input);

    /// <summary>Takes an object that is no report; false when it is of no use.</summary>
    private protected virtual bool TryTake(PSObject input) => false;
}
