using System.Management.Automation;
using OomTools.Procfs;

namespace OomTools.Commands;

/// <summary>Reads how many blocks of each order are free.</summary>
[Cmdlet(VerbsCommon.Get, "BuddyInfo")]
[OutputType(typeof(BuddyZone))]
public sealed class GetBuddyInfoCommand : SystemRootCommand
{
    private protected override void Read(SystemRoot root) => WriteObject(ValueOf(root, BuddyInfo.Read(root)) ?? [], true);
}
