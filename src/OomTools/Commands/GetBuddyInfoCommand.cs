using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads how many blocks of each order are free.</summary>
[Cmdlet(VerbsCommon.Get, "BuddyInfo")]
[OutputType(typeof(BuddyZone), typeof(MigrateTypeBlocks))]
public sealed class GetBuddyInfoCommand : ZoneCommand
{
    /// <summary>By migrate type, from pagetypeinfo, which is for root.</summary>
    [Parameter]
    public SwitchParameter MigrateType { get; set; }

    private protected override void Read(SystemRoot root)
    {
        // An error was written where there is nothing: no name is missed then.
        if (MigrateType && ValueOf(root, PageTypeInfo.Read(root)) is { } types)
            Write(types, type => type.Zone, type => type.Node);
        else if (!MigrateType && ValueOf(root, BuddyInfo.Read(root)) is { } zones)
            Write(zones, zone => zone.Zone, zone => zone.Node);
    }
}
