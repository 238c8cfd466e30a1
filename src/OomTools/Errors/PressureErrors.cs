using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Procfs;

namespace OomTools.Errors;

/// <summary>Errors of Get-MemoryPressure: one id each, which about_OomTools_Errors lists.</summary>
internal static class PressureErrors
{
    /// <summary>The kernel does not measure pressure, or not for cgroups.</summary>
    public static ErrorRecord NotSupported(string file) => Create(
        "PressureNotSupported", ErrorCategory.NotImplemented, file, new NotSupportedException(
            $"'{Safe(file)}' cannot be read: this kernel does not measure pressure. It needs CONFIG_PSI (4.20 and later), where CONFIG_PSI_DEFAULT_DISABLED is set the boot option psi=1, and for cgroups the v2 hierarchy."));

    /// <summary>A trigger in a captured tree.</summary>
    public static ErrorRecord NeedsLive(string root) => Create(
        "PressureTriggerNeedsLive", ErrorCategory.InvalidArgument, root, new InvalidOperationException(
            $"-WaitFor waits for the running kernel; '{Safe(root)}' is a captured system, whose pressure never changes."));

    /// <summary>A trigger that could not be set.</summary>
    /// <param name="file">The pressure file.</param>
    /// <param name="trigger">What was written.</param>
    /// <param name="error">The system's error number.</param>
    public static ErrorRecord OfTrigger(string file, string trigger, int error) => error switch
    {
        NativePoll.NoEntry or NativePoll.NotSupported => NotSupported(file),
        NativePoll.NotPermitted or NativePoll.AccessDenied => Create(
            "PressureTriggerAccessDenied", ErrorCategory.PermissionDenied, file, new UnauthorizedAccessException(
                $"A trigger may not be written to '{Safe(file)}' by this user. For the whole machine every user may since 6.4, before it needs root (CAP_SYS_RESOURCE); for a cgroup its owner may.")),
        NativePoll.Invalid => Create(
            "PressureTriggerRefused", ErrorCategory.InvalidArgument, trigger, new ArgumentException(
                $"The kernel refuses the trigger '{trigger}' (microseconds lost, microseconds of the window). Without CAP_SYS_RESOURCE, which root lacks in many containers, the window must be a multiple of two seconds; it is ten seconds at most, and half a second at least before 6.5.")),
        _ => Create(
            "PressureTriggerFailed", ErrorCategory.WriteError, file, new IOException(
                $"A trigger could not be written to '{Safe(file)}': error {error}.")),
    };

    /// <summary>The wait itself failed.</summary>
    public static ErrorRecord WaitFailed(string file, IOException exception) =>
        Create("PressureTriggerFailed", ErrorCategory.ReadError, file, exception);

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
