using System.Globalization;
using System.Management.Automation;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;
using OomTools.Remedies;

namespace OomTools.Commands;

/// <summary>Moves pages together, so that free memory lies in large blocks.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "MemoryCompaction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(CompactionRun))]
public sealed class InvokeMemoryCompactionCommand : RemedyCommand
{
    /// <summary>Nodes; all of them at once without it.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1023)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public int[]? Node { get; set; }

    /// <summary>The size of blocks that the result is about.</summary>
    [Parameter]
    [ValidateRange(0, 20)]
    public int Order { get; set; } = Compaction.DefaultOrder;

    private protected override void Read(SystemRoot root)
    {
        if (Node is null)
        {
            Compact(root, null);
            return;
        }

        foreach (int node in Node)
            Compact(root, node);
    }

    private void Compact(SystemRoot root, int? node)
    {
        string path = Compaction.PathOf(node);
        if (node is { } number && !root.Exists(Path.GetDirectoryName(path)!))
        {
            WriteError(RemedyErrors.NodeNotFound(number));
            return;
        }

        string what = node is null ? "memory of all nodes" : string.Create(CultureInfo.InvariantCulture, $"memory of node {node}");
        if (!ShouldProcess($"Compacting {what}.", $"Compact {what}? It takes processor time, and processes may stall while their pages are moved.", "Invoke-MemoryCompaction"))
            return;

        RemedyRun run = RunOn(root);
        KnobResult result = Compaction.Run(run, node, Order, out CompactionRun? compaction);
        WriteResult(run, result, compaction, () => RemedyErrors.CompactionNotSupported(path));
    }
}
