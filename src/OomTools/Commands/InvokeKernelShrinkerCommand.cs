using System.Globalization;
using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;
using OomTools.Shrinkers;
using OomTools.Text;

namespace OomTools.Commands;

/// <summary>Makes shrinkers free objects.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "KernelShrinker", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ShrinkerRun))]
public sealed class InvokeKernelShrinkerCommand : RemedyCommand
{
    /// <summary>Shrinkers of these names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ShrinkerNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The one of several of one name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Id { get; set; }

    /// <summary>How many objects, of each shrinker; all without it.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, long.MaxValue)]
    public long? Count { get; set; }

    /// <summary>Objects of one cgroup only, by its path.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CgroupCompleter))]
    public string? CgroupPath { get; set; }

    /// <summary>Objects of one cgroup only, by the inode of its directory.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long? CgroupInode { get; set; }

    /// <summary>Objects on one NUMA node only.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1023)]
    public int? Node { get; set; }

    private protected override void Read(SystemRoot root)
    {
        var directory = ShrinkerDirectory.Open(root);
        if (directory.Source != ShrinkerSource.Found)
        {
            WriteError(ShrinkerErrors.Of(root, directory));
            return;
        }

        if (!TryFindCgroup(root, out long? cgroup))
            return;

        (string Name, int Id)[] found = Array.FindAll(directory.Entries, entry => Id is null || entry.Id == Id);
        var cgroups = new CgroupInodes(root);
        foreach ((string name, int id) in new NameFilter(Name, "shrinker").Select(this, found, (entry, pattern) => pattern.IsMatch(entry.Name)))
            Scan(root, directory, (name, id), cgroup, cgroups);
    }

    private void Scan(SystemRoot root, ShrinkerDirectory directory, (string Name, int Id) shrinker, long? cgroup, CgroupInodes cgroups)
    {
        // A shrinker that vanished meanwhile has nothing left to free.
        ShrinkerScan.Share[] shares = ShrinkerScan.Divide(directory.Count(shrinker.Name, shrinker.Id) ?? [], cgroup, Node, Count);
        if (shares.Length == 0)
        {
            WriteVerbose($"Shrinker '{SafeText.Clean(shrinker.Name)}' has nothing to free there.");
            return;
        }

        string what = string.Create(CultureInfo.InvariantCulture, $"{shares.Sum(share => share.Objects)} objects of shrinker '{SafeText.Clean(shrinker.Name)}'");
        if (!ShouldProcess($"Scanning {what}.", $"Scan {what}? What it frees must be made anew when it is needed.", "Invoke-KernelShrinker"))
            return;

        foreach (ShrinkerScan.Share share in shares)
        {
            RemedyRun run = RunOn(root);
            KnobResult result = ShrinkerScan.Run(run, directory, shrinker, share, cgroups.PathOf(share.CgroupInode), out ShrinkerRun? done);
            WriteResult(run, result, done, () => RemedyErrors.ShrinkerGone(shrinker.Name));
            if (done is null)
                return;
        }
    }

    private bool TryFindCgroup(SystemRoot root, out long? inode)
    {
        inode = CgroupInode;
        if (CgroupPath is null || inode is not null)
            return true;
        if (CgroupHierarchy.Find(root)?.DirectoryOf(CgroupPath) is { } directory && root.Resolve(directory) is { } hostPath && NativeFile.Identity(hostPath) is { } identity)
        {
            inode = unchecked((long)identity.Inode);
            return true;
        }

        WriteError(CgroupErrors.NotFound(CgroupPath));
        return false;
    }
}
