using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>The errors that only following a log has.</summary>
internal static class WatchErrors
{
    public static ErrorRecord KernelLogAccessDenied(string path) => Create(
        "KernelLogAccessDenied", ErrorCategory.PermissionDenied, path, new UnauthorizedAccessException(
            $"'{path}' may not be read by this user. Run as root or with CAP_SYSLOG (kernel.dmesg_restrict); a member of the group systemd-journal may use: journalctl -kf | Watch-OomReport"));

    public static ErrorRecord NotFollowable(string path) => Create(
        "LogNotFollowable", ErrorCategory.InvalidType, path, new NotSupportedException(
            $"'{OomView.Text(path)}' is compressed, a pipe or a device: it does not grow as a log file does. Read it with Get-OomReport, or pipe its text to Watch-OomReport."));

    public static ErrorRecord KernelLogAmongFiles(string path) => Create(
        "LogNotFollowable", ErrorCategory.InvalidArgument, path, new NotSupportedException(
            $"'{path}' is the running kernel's and is not followed among files. Give it to a Watch-OomReport of its own; the files are followed without it."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);
}
