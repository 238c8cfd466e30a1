using System.Management.Automation;
using OomTools.Completion;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the counters of virtual memory.</summary>
[Cmdlet(VerbsCommon.Get, "VmStat")]
[OutputType(typeof(VmCounter))]
public sealed class GetVmStatCommand : SystemRootCommand
{
    /// <summary>Counters of these names.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VmCounterCompleter))]
    public string[]? Name { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (ValueOf(root, VmStat.Read(root)) is { } counters)
            WriteObject(new NameFilter(Name, "counter").Select(this, counters, (counter, pattern) => pattern.IsMatch(counter.Name)), true);
    }
}
