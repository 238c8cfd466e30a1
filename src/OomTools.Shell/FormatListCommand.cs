using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace OomTools.Shell;

/// <summary>Format-List of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineFormat.Use(this, "List");
}
