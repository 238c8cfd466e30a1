using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace OomTools.Shell;

/// <summary>
/// Out-Default of this shell: it explains errors on their way to the screen. It bears the name and is a kind of the engine's
/// own because the engine hands the terminal to programs (less, vi) only where that command follows.
/// </summary>
[Cmdlet("Out", "Default")]
public sealed class ShellOutDefaultCommand : OutDefaultCommand
{
    internal const string Name = "Out-Default";

    /// <summary>Receives whether the last statement before the pipe succeeded: $? as it is before this command ends.</summary>
    [Parameter(DontShow = true)]
    public PSReference? Succeeded { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject?.BaseObject is ErrorRecord error)
            MissingCommand.Explain(error);
        base.ProcessRecord();
    }

    protected override void EndProcessing()
    {
        if (Succeeded is not null)
            Succeeded.Value = SessionState.PSVariable.GetValue("?");
        base.EndProcessing();
    }
}
