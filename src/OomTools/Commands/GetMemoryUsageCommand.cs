using System.Management.Automation;
using OomTools.Analysis;
using OomTools.Completion;
using OomTools.Errors;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Says where all memory is, of the machine or of a cgroup.</summary>
[Cmdlet(VerbsCommon.Get, "MemoryUsage")]
[OutputType(typeof(MemoryUsage))]
public sealed class GetMemoryUsageCommand : SystemRootCommand
{
    /// <summary>Cgroups instead of the whole machine.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CgroupCompleter))]
    public string[]? CgroupPath { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (CgroupPath is null)
        {
            ReadMachine(root);
            return;
        }

        foreach (string path in CgroupPath)
            ReadCgroup(root, path);
    }

    private void ReadMachine(SystemRoot root)
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

        SlabCache[] caches = SlabInfo.Read(root).Value ?? [];
        UsageVerdict.Explain(usage, info, caches);
        if (usage.Cause is OomCause.SlabReclaimable or OomCause.SlabUnreclaimable && JoinOf(root, caches, counters) is { } finding)
            usage.Summary = $"{usage.Summary} {finding}";
        WriteObject(usage);
    }

    // Asked only where slab is what matters: it costs more than all the rest.
    private string? JoinOf(SystemRoot root, SlabCache[] caches, VmCounter[] counters)
    {
        SlabJoin.AddShrinkers(root, caches, Stopped);
        SlabJoin.AddSites(root, caches, Stopped);
        return SlabFinding.Of(caches, counters);
    }

    private void ReadCgroup(SystemRoot root, string path)
    {
        SystemReading<CgroupMemory> reading = CgroupFiles.Read(root, path);
        if (reading.Status == SystemFileStatus.Missing)
            WriteError(CgroupErrors.NotFound(path));
        else if (ValueOf(root, reading) is { } cgroup)
            WriteCgroup(root, cgroup);
    }

    private void WriteCgroup(SystemRoot root, CgroupMemory cgroup)
    {
        if (CgroupUsage.Of(cgroup) is not { } usage)
        {
            WriteError(CgroupErrors.NotCounted(cgroup.Path));
            return;
        }

        UsageVerdict.Explain(usage, cgroup, CgroupFiles.LimitAbove(root, cgroup.Path));
        WriteObject(usage);
    }
}
