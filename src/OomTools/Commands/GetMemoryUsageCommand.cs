using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Says where all memory is.</summary>
[Cmdlet(VerbsCommon.Get, "MemoryUsage")]
[OutputType(typeof(MemoryUsage))]
public sealed class GetMemoryUsageCommand : SystemRootCommand
{
    private protected override void Read(SystemRoot root)
    {
        if (ValueOf(root, MemInfoFile.Read(root)) is not { } info)
            return;

        // What the other files add is not worth an error: without them the account has fewer parts, and no cache is named.
        VmCounter[] counters = VmStat.Read(root).Value ?? [];
        MemoryZone[] zones = ZoneInfo.Read(root).Value ?? [];
        if (MachineUsage.Of(info, counters, zones, root.PageSize) is not { } usage)
        {
            WriteError(SystemErrors.Of(root, MemInfoFile.Path, SystemFileStatus.Unrecognized, null));
            return;
        }

        UsageVerdict.Explain(usage, info, SlabInfo.Read(root).Value ?? []);
        WriteObject(usage);
    }
}
