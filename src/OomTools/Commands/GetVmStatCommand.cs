using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the counters of virtual memory.</summary>
[Cmdlet(VerbsCommon.Get, "VmStat", DefaultParameterSetName = CounterSet)]
[OutputType(typeof(VmCounter), ParameterSetName = [CounterSet])]
[OutputType(typeof(VmRatio), ParameterSetName = [DerivedSet])]
public sealed class GetVmStatCommand : RepeatingCommand<VmCounter>
{
    private const string CounterSet = "Counter";
    private const string DerivedSet = "Derived";

    private NameFilter? _filter;

    /// <summary>Counters of these names.</summary>
    [Parameter(Position = 0, ParameterSetName = CounterSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(VmCounterCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Ratios of counters instead of counters.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DerivedSet)]
    public SwitchParameter Derived { get; set; }

    private protected override VmCounter[]? Take(SystemRoot root, Earlier? earlier) =>
        ValueOf(root, VmStat.Read(root, earlier?.Items, earlier?.Elapsed ?? default, earlier?.Now));

    private protected override void Write(SystemRoot root, VmCounter[] items, VmCounter[]? earlier, TimeSpan elapsed)
    {
        if (!Derived)
            WriteObject((_filter ??= new NameFilter(Name, "counter")).Select(this, items, (counter, pattern) => pattern.IsMatch(counter.Name)), true);
        else if (earlier is null)
            WriteObject(VmRatios.Of(null, items, Uptime.Read(root) ?? default), true);
        else
            WriteObject(VmRatios.Of(earlier, items, elapsed, items[0].Time), true);
    }
}
