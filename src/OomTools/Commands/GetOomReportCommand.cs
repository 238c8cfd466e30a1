using System.Management.Automation;

namespace OomTools.Commands;

/// <summary>Reads reports.</summary>
[Cmdlet(VerbsCommon.Get, "OomReport")]
[OutputType(typeof(OomReport))]
public sealed class GetOomReportCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new OomReport { Summary = "x" });
}
