using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>Errors of <c>Test-PageAllocation</c>; about_OomTools_Errors lists them.</summary>
internal static class AllocationErrors
{
    public static ErrorRecord UnknownFlag(string name) => new(
        new ArgumentException($"There is no GFP flag '{OomView.Text(name)}'. Name flags as the kernel prints them (GFP_KERNEL, GFP_ATOMIC, __GFP_COMP), or give the mask as a number; Tab completes the names."),
        "GfpFlagUnknown", ErrorCategory.InvalidArgument, name);

    public static ErrorRecord NodeNotFound(int node) => new(
        new ItemNotFoundException($"There is no node {node} with memory. Get-ZoneInfo shows the nodes and their zones."),
        "NodeNotFound", ErrorCategory.ObjectNotFound, node);
}
