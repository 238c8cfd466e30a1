using System.Management.Automation;
using OomTools.Completion;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the slab caches of the kernel.</summary>
[Cmdlet(VerbsCommon.Get, "SlabInfo")]
[OutputType(typeof(SlabCache))]
public sealed class GetSlabInfoCommand : SystemRootCommand
{
    /// <summary>Caches of these names.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SlabNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only so many, the largest first.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (ValueOf(root, SlabInfo.Read(root)) is not { } caches)
            return;

        SlabCache[] selected = new NameFilter(Name, "slab cache").Select(this, caches, IsMatch);
        WriteObject(Top > 0 ? selected.OrderByDescending(cache => cache.Bytes).Take(Top) : selected, true);
    }

    // A merged cache is listed under one of its names; people look for any of them.
    private static bool IsMatch(SlabCache cache, WildcardPattern pattern) =>
        pattern.IsMatch(cache.Name) || Array.Exists(cache.Aliases, pattern.IsMatch);
}
