using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads how many blocks of each order are free.</summary>
[Cmdlet(VerbsCommon.Get, "BuddyInfo")]
[OutputType(typeof(BuddyZone), typeof(MigrateTypeBlocks))]
public sealed class GetBuddyInfoCommand : SystemRootCommand
{
    /// <summary>By migrate type, from pagetypeinfo, which is for root.</summary>
    [Parameter]
    public SwitchParameter MigrateType { get; set; }

    private protected override void Read(SystemRoot root)
    {
        if (MigrateType)
            WriteObject(ValueOf(root, PageTypeInfo.Read(root)) ?? [], true);
        else
            WriteObject(ValueOf(root, BuddyInfo.Read(root)) ?? [], true);
    }
}
