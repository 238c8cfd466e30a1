using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Procfs;
using OomTools.Remedies;

namespace OomTools.Errors;

/// <summary>Every error of the cmdlets that change something: one id each, which about_OomTools_Errors lists.</summary>
internal static class RemedyErrors
{
    /// <summary>The error for a write that the kernel did not take.</summary>
    public static ErrorRecord Of(SystemRoot root, string path, KnobResult result)
    {
        string file = root.IsLive ? path : System.IO.Path.Join(root.Path, path);
        return result.Status switch
        {
            KnobStatus.PermissionDenied => Create("RemedyAccessDenied", ErrorCategory.PermissionDenied, file, new UnauthorizedAccessException(
                $"'{Safe(file)}' may not be written by this user. Run as root; a container needs the right to, too.")),
            KnobStatus.ReadOnly => Create("RemedyReadOnly", ErrorCategory.PermissionDenied, file, new UnauthorizedAccessException(
                $"'{Safe(file)}' lies on a file system that is mounted read-only, as in most containers. Run it on the host, or mount the host's proc and sys writable and name them with -Root.")),
            KnobStatus.NotKernel => NotKernel(file),
            _ => Create("RemedyFailed", ErrorCategory.WriteError, file, new IOException(
                $"The kernel refused what was written to '{Safe(file)}': {Safe(result.Error ?? "no reason given")}.")),
        };
    }

    public static ErrorRecord NotKernel(string file) => Create("RemedyNotKernel", ErrorCategory.InvalidOperation, file, new InvalidOperationException(
        $"'{Safe(file)}' is a file of a captured tree: writing it would change the capture, and no kernel. -Root acts on a host's own proc and sys, mounted into a container. -Force writes the file all the same."));

    public static ErrorRecord CacheClearingNotSupported(string file) => Create("CacheClearingNotSupported", ErrorCategory.ObjectNotFound, file, new FileNotFoundException(
        $"There is no '{Safe(file)}': /proc is not mounted here, or hides the settings of the kernel."));

    public static ErrorRecord CompactionNotSupported(string file) => Create("CompactionNotSupported", ErrorCategory.ObjectNotFound, file, new FileNotFoundException(
        $"There is no '{Safe(file)}': this kernel was built without CONFIG_COMPACTION."));

    public static ErrorRecord ShrinkerGone(string name) => Create("ShrinkerGone", ErrorCategory.ObjectNotFound, name, new ItemNotFoundException(
        $"Shrinker '{Safe(name)}' or its cgroup is gone: its file system was unmounted, or the cgroup removed, meanwhile."));

    public static ErrorRecord NodeNotFound(int node) => Create("NodeNotFound", ErrorCategory.ObjectNotFound, node, new ItemNotFoundException(
        $"There is no NUMA node {node}. /sys/devices/system/node lists them."));

    public static ErrorRecord CgroupReclaimNotSupported(string file, int version) => Create("CgroupReclaimNotSupported", ErrorCategory.ObjectNotFound, file, new FileNotFoundException(version == 1
        ? $"There is no '{Safe(file)}': this hierarchy has no memory controller."
        : $"There is no '{Safe(file)}': it needs Linux 5.19, and the memory controller in the cgroup.subtree_control of the cgroup above."));

    public static ErrorRecord CgroupReclaimAmountNotSupported(string path) => Create("CgroupReclaimAmountNotSupported", ErrorCategory.InvalidArgument, path, new NotSupportedException(
        $"Cgroup '{Safe(path)}' is in the v1 hierarchy, which reclaims all that can be had or nothing (memory.force_empty). Leave out -Bytes and -Swappiness."));

    public static ErrorRecord CgroupReclaimRootNotSupported(string path) => Create("CgroupReclaimRootNotSupported", ErrorCategory.InvalidArgument, path, new NotSupportedException(
        $"Cgroup '{Safe(path)}' is the root of the v1 hierarchy, which the kernel does not reclaim. Name a cgroup below it."));

    public static ErrorRecord CgroupReclaimNeedsAmount(string path) => Create("CgroupReclaimNeedsAmount", ErrorCategory.InvalidArgument, path, new InvalidOperationException(
        $"Cgroup '{Safe(path)}' is the root: all of the machine's memory. Name an amount with -Bytes."));

    public static ErrorRecord ProcessNotFound(int pid) => Create("ProcessNotFound", ErrorCategory.ObjectNotFound, pid, new ItemNotFoundException(
        $"There is no process {pid}, or it ended meanwhile."));

    public static ErrorRecord ProcessReplaced(int pid, string name) => Create("ProcessReplaced", ErrorCategory.InvalidOperation, pid, new InvalidOperationException(
        $"Process {pid} is not the one that was meant: that one ended, and '{Safe(name)}' has its number now. Nothing was changed."));

    public static ErrorRecord OomScoreDenied(int pid, string name) => Create("OomScoreDenied", ErrorCategory.PermissionDenied, pid, new UnauthorizedAccessException(
        $"The score of process {pid} ({Safe(name)}) may not be changed so by this user. Lowering it below what it was started with needs root or CAP_SYS_RESOURCE; other users' processes need root."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
