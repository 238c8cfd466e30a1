using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;
using OomTools.Text;

namespace OomTools.Commands;

/// <summary>Reclaims memory of a cgroup.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "CgroupReclaim", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CgroupReclaim))]
public sealed class InvokeCgroupReclaimCommand : RemedyCommand
{
    /// <summary>The cgroups.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CgroupCompleter))]
    public string[] CgroupPath { get; set; } = [];

    /// <summary>How much; all that can be had without it.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, long.MaxValue)]
    public long? Bytes { get; set; }

    /// <summary>Anonymous memory against file cache.</summary>
    [Parameter]
    [ValidateRange(0, 200)]
    public int? Swappiness { get; set; }

    private protected override void Read(SystemRoot root)
    {
        foreach (string path in CgroupPath)
            Reclaim(root, path);
    }

    private void Reclaim(SystemRoot root, string path)
    {
        if (CgroupHierarchy.Find(root) is not { } hierarchy || hierarchy.DirectoryOf(path) is not { } directory || !root.Exists(directory))
        {
            WriteError(CgroupErrors.NotFound(path));
            return;
        }

        if (ErrorOf(hierarchy, path, directory) is { } error)
        {
            WriteError(error);
            return;
        }

        string amount = Bytes is { } bytes ? ByteSize.Format(bytes) : "all memory that can be had";
        if (!ShouldProcess(
            $"Reclaiming {amount} of cgroup '{SafeText.Clean(path)}'.",
            $"Reclaim {amount} of cgroup '{SafeText.Clean(path)}'? Its processes wait for the disk when they need the memory again; anonymous memory goes to swap.",
            "Invoke-CgroupReclaim"))
        {
            return;
        }

        RemedyRun run = RunOn(root);
        KnobResult result = CgroupReclaiming.Run(run, hierarchy, directory, Bytes, Swappiness, out CgroupReclaim? reclaim);
        WriteResult(run, result, reclaim, () => RemedyErrors.CgroupReclaimNotSupported(run.Path, hierarchy.Version));
    }

    private ErrorRecord? ErrorOf(CgroupHierarchy hierarchy, string path, string directory)
    {
        bool isRoot = directory == hierarchy.MountPoint && hierarchy.MountRoot == "/";
        if (hierarchy.Version == 1)
        {
            return isRoot ? RemedyErrors.CgroupReclaimRootNotSupported(path)
                : (Bytes ?? Swappiness) is not null ? RemedyErrors.CgroupReclaimAmountNotSupported(path) : null;
        }

        return isRoot && Bytes is null ? RemedyErrors.CgroupReclaimNeedsAmount(path) : null;
    }
}
