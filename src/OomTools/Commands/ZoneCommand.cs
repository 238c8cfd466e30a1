using System.Management.Automation;
using OomTools.Completion;

namespace OomTools.Commands;

/// <summary>A cmdlet whose objects are zones, or parts of them.</summary>
public abstract class ZoneCommand : SystemRootCommand
{
    /// <summary>Zones of these names.</summary>
    [Parameter(Position = 0)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ZoneNameCompleter))]
    public string[]? Zone { get; set; }

    /// <summary>Zones of these NUMA nodes.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public int[]? Node { get; set; }

    /// <summary>Writes what was asked for.</summary>
    private protected void Write<T>(T[] zones, Func<T, string> nameOf, Func<T, int> nodeOf)
    {
        T[] selected = new NameFilter(Zone, "zone").Select(this, zones, (zone, pattern) => pattern.IsMatch(nameOf(zone)));
        WriteObject(Node is null ? selected : Array.FindAll(selected, zone => Array.IndexOf(Node, nodeOf(zone)) >= 0), true);
    }
}
