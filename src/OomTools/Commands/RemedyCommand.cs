using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;

namespace OomTools.Commands;

/// <summary>
/// A cmdlet that makes the kernel do something. It changes the running kernel, or the host's that a container sees below -Root; plain
/// files of a captured tree only with -Force.
/// </summary>
public abstract class RemedyCommand : SystemRootCommand
{
    /// <summary>Write plain files of a captured tree too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What writes, and measures.</summary>
    private protected RemedyRun RunOn(SystemRoot root) => new(root, Force, TimeProvider.System, Stopped);

    /// <summary>Writes the result, or the error that a write ended in.</summary>
    private protected void WriteResult(RemedyRun run, KnobResult result, object? value, Func<ErrorRecord> missing)
    {
        if (value is not null)
            WriteObject(value);
        else if (result.Status == KnobStatus.Missing)
            WriteError(missing());
        else
            WriteError(RemedyErrors.Of(run.Root, run.Path, result));
    }
}
