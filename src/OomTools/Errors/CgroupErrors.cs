using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>Errors of <c>-CgroupPath</c>: one id each, which about_OomTools_Errors lists.</summary>
internal static class CgroupErrors
{
    /// <summary>No cgroup of that path, or no hierarchy at all.</summary>
    public static ErrorRecord NotFound(string path) => Create(
        "CgroupNotFound", ErrorCategory.ObjectNotFound, path, new ItemNotFoundException(
            $"There is no memory cgroup '{Safe(path)}'. Name it as /proc/PID/cgroup or an OOM report does, or by its directory under /sys/fs/cgroup."));

    /// <summary>The cgroup that a report names is not there any more.</summary>
    public static ErrorRecord Gone(string path) => Create(
        "CgroupNotFound", ErrorCategory.ObjectNotFound, path, new ItemNotFoundException(
            $"The report's memory cgroup '{Safe(path)}' does not exist there now: a cgroup goes with its service or container. Compare the report with another one of it, or with -Root with a captured system."));

    /// <summary>The root of the v2 hierarchy, whose memory is that of the machine.</summary>
    public static ErrorRecord NotCounted(string path) => Create(
        "CgroupNotCounted", ErrorCategory.InvalidArgument, path, new InvalidOperationException(
            $"The kernel does not count the memory of cgroup '{Safe(path)}': the root has all of the machine's memory, elsewhere the memory controller is off. Without -CgroupPath the whole machine is read."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
