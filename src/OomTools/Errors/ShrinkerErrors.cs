using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Tracing;

namespace OomTools.Errors;

/// <summary>Errors of the cmdlets that show and measure shrinkers; about_OomTools_Errors lists their ids.</summary>
internal static class ShrinkerErrors
{
    /// <summary>The error for shrinkers that are not to be seen.</summary>
    public static ErrorRecord Of(SystemRoot root, ShrinkerDirectory directory) => directory.Source switch
    {
        ShrinkerSource.NotMounted => Create("DebugFileSystemNotMounted", ErrorCategory.ResourceUnavailable, directory.Path, new DirectoryNotFoundException(
            "debugfs is not mounted, and shrinkers are listed there. Mount it (mount -t debugfs debugfs /sys/kernel/debug), or trace what is asked of them: Measure-KernelShrinker.")),
        ShrinkerSource.NotSupported => Create("ShrinkerListMissing", ErrorCategory.NotInstalled, directory.Path, new DirectoryNotFoundException(
            $"There is no '{directory.Path}': the kernel is older than 6.0 or was built without CONFIG_SHRINKER_DEBUG. Measure-KernelShrinker shows what is asked of shrinkers on any kernel since 3.10, and in saved traces since 3.0.")),
        ShrinkerSource.AccessDenied => SystemErrors.Of(root, directory.Path, SystemFileStatus.PermissionDenied, null),
        _ => SystemErrors.Of(root, directory.Path, SystemFileStatus.Missing, null),
    };

    /// <summary>The error for a kernel that could not be traced.</summary>
    /// <param name="error">Why.</param>
    /// <param name="readsFiles">Whether the cmdlet reads saved traces as well.</param>
    public static ErrorRecord Of(TraceException error, bool readsFiles = true) => error.Failure switch
    {
        TraceFailure.AccessDenied => Create("TraceAccessDenied", ErrorCategory.PermissionDenied, error.Path, new UnauthorizedAccessException(
            $"The kernel may not be traced by this user ('{Safe(error.Path)}': {Safe(error.Message)}). Run as root; a kernel that is locked down refuses root, too.{(readsFiles ? " Saved traces are read by everybody: -Path." : "")}", error)),
        TraceFailure.NotMounted => Create("TraceFileSystemNotMounted", ErrorCategory.ResourceUnavailable, error.Path, new DirectoryNotFoundException(
            $"tracefs is not mounted, and cannot be mounted for this command alone. Mount it: mount -t tracefs tracefs {TraceFileSystem.UsualPath}. In a container, run on the host instead.", error)),
        TraceFailure.NotSupported => Create("TraceNotSupported", ErrorCategory.NotInstalled, error.Path, new NotSupportedException(
            $"This kernel cannot be traced that way ('{Safe(error.Path)}': {Safe(error.Message)}). It needs trace events (CONFIG_EVENT_TRACING) and instances, which came with 3.10.", error)),
        _ => Create("TraceFailed", ErrorCategory.ResourceUnavailable, error.Path, new IOException(
            $"The kernel refused to trace ('{Safe(error.Path)}': {Safe(error.Message)}). Most often it lacks memory for the buffers{(readsFiles ? ": a smaller -BufferSize may do" : "")}.", error)),
    };

    /// <summary>A text without any event of shrinkers, or with nothing but such as cannot be read.</summary>
    public static ErrorRecord NoEvents(string source, bool hasOtherForm) => Create("TraceHasNoShrinkers", ErrorCategory.InvalidData, source, new InvalidDataException(
        hasOtherForm
            ? $"'{Safe(source)}' has events of shrinkers, but in no form that is understood: each line needs its task and time before the event (trace option context-info), and the event's own words behind it."
            : $"'{Safe(source)}' has no event mm_shrink_slab_start or mm_shrink_slab_end. Expected is the text of trace or trace_pipe (without the options raw, hex and bin), or what trace-cmd report or perf script print."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
