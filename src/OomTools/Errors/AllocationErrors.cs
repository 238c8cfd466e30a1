using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>Errors of <c>Test-PageAllocation</c>; about_OomTools_Errors lists them.</summary>
internal static class AllocationErrors
{
    public static ErrorRecord UnknownFlag(string name) => Create(
        "GfpFlagUnknown", ErrorCategory.InvalidArgument, name, new ArgumentException(
            $"There is no GFP flag '{OomView.Text(name)}'. Name flags as the kernel prints them (GFP_KERNEL, GFP_ATOMIC, __GFP_COMP), or give the mask as a number; Tab completes the names."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);
}
