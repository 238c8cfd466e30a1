using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Shrinkers;

namespace OomTools.Commands;

/// <summary>Shows what the kernel's shrinkers could free.</summary>
[Cmdlet(VerbsCommon.Get, "KernelShrinker")]
[OutputType(typeof(KernelShrinker))]
public sealed class GetKernelShrinkerCommand : SystemRootCommand
{
    /// <summary>From here on counting is noticed by the machine: each shrinker is asked for each cgroup.</summary>
    private const long ManyCgroups = 1000;

    /// <summary>Shrinkers of these names.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ShrinkerNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only so many, those with the most objects first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>Each cgroup apart.</summary>
    [Parameter]
    public SwitchParameter ByCgroup { get; set; }

    /// <summary>Each NUMA node apart.</summary>
    [Parameter]
    public SwitchParameter ByNode { get; set; }

    private protected override void Read(SystemRoot root)
    {
        ShrinkerDirectory directory = ShrinkerDirectory.Open(root);
        if (directory.Source != ShrinkerSource.Found)
        {
            WriteError(ShrinkerErrors.Of(root, directory));
            return;
        }

        (string Name, int Id)[] entries = new NameFilter(Name, "shrinker").Select(this, directory.Entries, (entry, pattern) => pattern.IsMatch(entry.Name));
        WarnOfCost(root, entries.Length);
        var reader = new ShrinkerReader(root, directory, ByCgroup, ByNode);
        var shrinkers = new List<KernelShrinker>();
        for (int i = 0; i < entries.Length && !Stopped.IsCancellationRequested; i++)
            shrinkers.AddRange(reader.Read(entries[i].Name, entries[i].Id));

        IEnumerable<KernelShrinker> sorted = shrinkers.OrderByDescending(shrinker => shrinker.Objects);
        WriteObject(Top > 0 ? sorted.Take(Top) : sorted, true);
    }

    private void WarnOfCost(SystemRoot root, int count)
    {
        if (root.IsLive && CgroupCount.Read(root) is >= ManyCgroups and long cgroups && count > 1)
            WriteWarning($"This machine has {cgroups} memory cgroups: counting asks {count} shrinkers for each of them, which takes CPU time and, before 6.7, holds up reclaim meanwhile. -Name asks fewer.");
    }
}
