using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace OomTools.Shell;

/// <summary>Format-Custom of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "Custom")]
public sealed class FormatCustomCommand : OuterFormatTableAndListBase
{
    public FormatCustomCommand() => EngineFormat.Use(this, "Complex");

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        EngineFormat.AddComplexParameters(this);
    }
}
