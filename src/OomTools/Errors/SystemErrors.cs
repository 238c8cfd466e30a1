using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Procfs;

namespace OomTools.Errors;

/// <summary>
/// Every error of the cmdlets that read the kernel's files: one id each, whatever the file, which about_OomTools_Errors lists.
/// </summary>
internal static class SystemErrors
{
    /// <summary>The error for a file that gave nothing.</summary>
    public static ErrorRecord Of(SystemRoot root, string path, SystemFileStatus status, string? error)
    {
        string file = root.IsLive ? path : System.IO.Path.Join(root.Path, path);
        return status switch
        {
            SystemFileStatus.PermissionDenied => AccessDenied(file, root.IsLive),
            SystemFileStatus.Missing => Missing(file, root.IsLive),
            SystemFileStatus.Unrecognized or SystemFileStatus.TooLarge => Unrecognized(file),
            _ => ReadFailed(file, error ?? "no reason given"),
        };
    }

    public static ErrorRecord LiveSourceNeedsLinux() => Create(
        "LiveSourceNeedsLinux", ErrorCategory.NotImplemented, "/proc", new PlatformNotSupportedException(
            "The running kernel can be read on Linux only. Captured systems are read everywhere: name one with -Root."));

    public static ErrorRecord RootNotFound(string root) => Create(
        "RootNotFound", ErrorCategory.ObjectNotFound, root, new DirectoryNotFoundException(
            $"There is no directory '{Safe(root)}' in the file system. -Root names the directory that holds the captured proc and sys."));

    public static ErrorRecord NameNotFound(string name, string what) => Create(
        "NameNotFound", ErrorCategory.ObjectNotFound, name, new ItemNotFoundException(
            $"There is no {what} '{Safe(name)}' in this kernel. -Name takes wildcards, and Tab completes it."));

    public static ErrorRecord NoProcesses(SystemRoot root) => Create(
        "ProcessesMissing", ErrorCategory.ObjectNotFound, root.Path, new ItemNotFoundException(root.IsLive
            ? "No process can be read in /proc: it is not mounted here, or hides them from this user (hidepid). Run as root, or read a captured tree with -Root."
            : $"There is no process in '{Safe(System.IO.Path.Join(root.Path, "/proc"))}': a capture must hold proc/PID/status, oom_score_adj and cgroup of each."));

    private static ErrorRecord AccessDenied(string file, bool isLive) => Create(
        "SystemFileAccessDenied", ErrorCategory.PermissionDenied, file, new UnauthorizedAccessException(isLive
            ? $"'{Safe(file)}' may not be read by this user. Run as root, or read a captured tree with -Root."
            : $"'{Safe(file)}' may not be read by this user. Change its permissions in the captured tree."));

    private static ErrorRecord Missing(string file, bool isLive) => Create(
        "SystemFileMissing", ErrorCategory.ObjectNotFound, file, new FileNotFoundException(isLive
            ? $"There is no '{Safe(file)}': this kernel was built without it, or /proc is not mounted here."
            : $"There is no '{Safe(file)}': the captured system lacks this file; some files can be collected by root only."));

    private static ErrorRecord Unrecognized(string file) => Create(
        "SystemFileUnrecognized", ErrorCategory.InvalidData, file, new InvalidDataException(
            $"'{Safe(file)}' does not contain what its name says. In a captured tree it may be empty, cut or another file."));

    private static ErrorRecord ReadFailed(string file, string error) => Create(
        "SystemFileReadFailed", ErrorCategory.ReadError, file, new IOException(
            $"'{Safe(file)}' could not be read: {Safe(error)}"));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
