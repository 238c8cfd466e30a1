using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads the memory zones: watermarks, free memory, counters.</summary>
[Cmdlet(VerbsCommon.Get, "ZoneInfo")]
[OutputType(typeof(MemoryZone))]
public sealed class GetZoneInfoCommand : ZoneCommand
{
    private protected override void Read(SystemRoot root)
    {
        // Free blocks are an addition: zones without them are complete in themselves.
        if (ValueOf(root, ZoneInfo.Read(root, BuddyInfo.Read(root).Value)) is { } zones)
            Write(zones, zone => zone.Name, zone => zone.Node);
    }
}
