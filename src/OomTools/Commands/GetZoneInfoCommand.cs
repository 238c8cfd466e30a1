using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the memory zones: watermarks, free memory, counters.</summary>
[Cmdlet(VerbsCommon.Get, "ZoneInfo")]
[OutputType(typeof(MemoryZone))]
public sealed class GetZoneInfoCommand : SystemRootCommand
{
    // Free blocks are an addition: zones without them are complete in themselves.
    private protected override void Read(SystemRoot root) =>
        WriteObject(ValueOf(root, ZoneInfo.Read(root, BuddyInfo.Read(root).Value)) ?? [], true);
}
