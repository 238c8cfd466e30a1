using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace OomTools.Shell;

/// <summary>Format-Table of the embedded shell.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => EngineFormat.Use(this, "Table");
}
