using System.Management.Automation;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads all about memory at one moment into one object.</summary>
[Cmdlet(VerbsCommon.Get, "MemorySnapshot")]
[OutputType(typeof(MemorySnapshot))]
public sealed class GetMemorySnapshotCommand : SystemRootCommand
{
    /// <summary>How many processes are kept one by one, the largest first.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int Top { get; set; } = SnapshotTaking.DefaultProcesses;

    private protected override void Read(SystemRoot root)
    {
        if (SnapshotTaking.Take(this, root, Top) is not { } snapshot)
            return;
        if (SnapshotErrors.IsEmpty(snapshot))
            WriteError(SnapshotErrors.Empty(root));
        else
            WriteObject(snapshot);
    }
}
