using System.Globalization;
using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Oom;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Says whether a request for pages would succeed, and in which zone or why not.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PageAllocation", DefaultParameterSetName = SystemSet)]
[OutputType(typeof(PageAllocationTest), typeof(bool))]
public sealed class TestPageAllocationCommand : SystemRootCommand
{
    private const string SystemSet = "System";
    private const string ReportSet = "Report";

    /// <summary>The request is for 2^Order pages.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SystemSet)]
    [ValidateRange(0, 30)]
    public int Order { get; set; }

    /// <summary>The request's flags by their names, or its mask as a number.</summary>
    [Parameter(Position = 1, ParameterSetName = SystemSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GfpFlagCompleter))]
    public string[] GfpFlags { get; set; } = ["GFP_KERNEL"];

    /// <summary>Only these nodes.</summary>
    [Parameter(ParameterSetName = SystemSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(0, int.MaxValue)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public int[]? Node { get; set; }

    /// <summary>A report whose request is replayed with the report's own zones.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ReportSet)]
    [ValidateNotNull]
    public OomReport? InputObject { get; set; }

    /// <summary>Says true or false only.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // A report is replayed on every platform.
        if (InputObject is not null)
            Write(AllocationReplay.Of(InputObject));
        else
            base.ProcessRecord();
    }

    private protected override void Read(SystemRoot root)
    {
        if (ParseFlags(root) is not { } mask || ValueOf(root, AllocationZones.Read(root)) is not { } system)
            return;

        MemoryZone[] zones = Node is null ? system.Zones : Array.FindAll(system.Zones, zone => Array.IndexOf(Node, zone.Node) >= 0);
        foreach (int node in Node ?? [])
        {
            if (!Array.Exists(zones, zone => zone.Node == node))
                WriteError(RemedyErrors.NodeNotFound(node));
        }

        var allocation = new PageAllocation(Order, mask, KernelRelease.Parse(root.KernelRelease), system.Zones, root.PageSize);
        Write(Array.ConvertAll(zones, zone => allocation.ToTest(allocation.Check(zone), missing: system.Missing)));
    }

    private void Write(PageAllocationTest[] tests)
    {
        if (Quiet)
            WriteObject(Array.Exists(tests, test => test.Verdict == PageAllocationVerdict.Succeeds));
        else
            WriteObject(tests, true);
    }

    /// <summary>Null after an error record.</summary>
    private GfpMask? ParseFlags(SystemRoot root)
    {
        string names = string.Join('|', GfpFlags).Replace(" ", "", StringComparison.Ordinal);
        if (TryNumber(names, out ulong mask))
            return GfpMask.Parse(mask, null, root.KernelRelease);

        foreach (string name in names.Split('|'))
        {
            if (!GfpNames.TryRead(name, out _))
            {
                WriteError(AllocationErrors.UnknownFlag(name));
                return null;
            }
        }

        return GfpMask.Parse(null, names, root.KernelRelease);
    }

    private static bool TryNumber(string text, out ulong number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
