using System.Management.Automation;
using OomTools.Formatting;
using OomTools.Logs;

namespace OomTools.Errors;

/// <summary>
/// Every error of the cmdlets that read logs: one id each, which about_OomTools_Errors lists. What was named by others is
/// made safe for a terminal in the message; the target keeps it as it is.
/// </summary>
internal static class LogErrors
{
    /// <summary>Whether an exception is about the log, not about the code that reads it.</summary>
    public static bool IsReadFailure(Exception e) => e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException;

    /// <summary>The error for what opening or reading a log threw.</summary>
    public static ErrorRecord Of(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => NotFound(path),
        UnauthorizedAccessException when path == KernelRingBuffer.DefaultPath => KernelLogAccessDenied(path),
        UnauthorizedAccessException => AccessDenied(path, e),
        ProgramMissingException => ProgramMissing(path, e),
        JournalException => JournalReadFailed(path, e),
        CorruptLogException or InvalidDataException => Corrupt(path, e),
        _ => ReadFailed(path, e),
    };

    public static ErrorRecord NotFound(string path) => Create(
        "LogNotFound", ErrorCategory.ObjectNotFound, path, new FileNotFoundException(
            $"There is no log '{Safe(path)}'. Check the path; -Path takes wildcards, -LiteralPath does not."));

    public static ErrorRecord NoMatch(string path) => Create(
        "LogPathNoMatch", ErrorCategory.ObjectNotFound, path, new ItemNotFoundException(
            $"No file matches '{Safe(path)}'. Where the name itself contains wildcard characters, use -LiteralPath."));

    public static ErrorRecord InvalidPath(string path, Exception e) => Create(
        "LogPathInvalid", ErrorCategory.InvalidArgument, path, new ArgumentException(
            $"'{Safe(path)}' cannot be read as a path: {Safe(e.Message)}", e));

    public static ErrorRecord NotFileSystem(string path, string provider) => Create(
        "LogPathNotFileSystem", ErrorCategory.InvalidArgument, path, new NotSupportedException(
            $"'{Safe(path)}' belongs to the provider {Safe(provider)}; logs are read from the file system only. Pipe its text to Get-OomReport instead."));

    public static ErrorRecord IsDirectory(string path) => Create(
        "LogIsDirectory", ErrorCategory.InvalidType, path, new IOException(
            $"'{Safe(path)}' is a directory. Name its files ('{Safe(path)}/*'), or read it as a captured system with -Root."));

    public static ErrorRecord AccessDenied(string path, Exception e) => Create(
        "LogAccessDenied", ErrorCategory.PermissionDenied, path, new UnauthorizedAccessException(
            $"'{Safe(path)}' may not be read by this user. Run as root, or as a member of the group that may read logs (adm or systemd-journal).", e));

    public static ErrorRecord Corrupt(string path, Exception e) => Create(
        "LogCorrupt", ErrorCategory.InvalidData, path, new InvalidDataException(
            $"'{Safe(path)}' is damaged and could not be read to its end ({Safe(e.Message)}). Reports before that place were given.", e));

    public static ErrorRecord ReadFailed(string path, Exception e) => Create(
        "LogReadFailed", ErrorCategory.ReadError, path, new IOException(
            $"'{Safe(path)}' could not be read to its end ({Safe(e.Message)}). Reports before that place were given.", e));

    public static ErrorRecord ProgramMissing(string path, Exception e) => Create(
        "LogProgramMissing", ErrorCategory.NotInstalled, path, new IOException(
            $"{Safe(e.Message)} For a compressed file: decompress it elsewhere, or pipe its text to Get-OomReport.", e));

    public static ErrorRecord JournalReadFailed(string path, Exception e) => Create(
        "JournalReadFailed", ErrorCategory.ReadError, path, new IOException(
            $"The journal could not be read: {Sentence(e.Message)} journalctl --list-boots shows its boots; reading needs root or the group systemd-journal.", e));

    public static ErrorRecord KernelLogAccessDenied(string path) => Create(
        "KernelLogAccessDenied", ErrorCategory.PermissionDenied, path, new UnauthorizedAccessException(
            $"'{path}' may not be read by this user, and the journal shows nothing of this boot. Run as root or with CAP_SYSLOG (kernel.dmesg_restrict), or join the group systemd-journal."));

    public static ErrorRecord LiveSourceNeedsLinux() => Create(
        "LiveSourceNeedsLinux", ErrorCategory.NotImplemented, "kmsg", new PlatformNotSupportedException(
            "The log of the running kernel and its journal can be read on Linux only. Files, text and captured systems are read everywhere: see -Path and -Root."));

    public static ErrorRecord RootNotFound(string root) => Create(
        "RootNotFound", ErrorCategory.ObjectNotFound, root, new DirectoryNotFoundException(
            $"There is no directory '{Safe(root)}'. -Root names the directory that holds the captured var, proc or sos_commands; for a file use -Path."));

    public static ErrorRecord RootHasNoLog(string root) => Create(
        "RootHasNoLog", ErrorCategory.ObjectNotFound, root, new FileNotFoundException(
            $"Nothing under '{Safe(root)}' is a kernel log that this user may read: var/log/kern.log, messages, syslog or journal, sos_commands, dmesg. Name a log elsewhere with -Path."));

    public static ErrorRecord InputNotSupported(PSObject input) => Create(
        "InputNotSupported", ErrorCategory.InvalidType, input, new ArgumentException(
            $"An object of type {Safe(input.BaseObject.GetType().FullName ?? "")} is neither log text nor a file. Pipe strings, or objects with a property PSPath, FullName or Path."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    /// <summary>What journalctl wrote need not end in a stop.</summary>
    private static string Sentence(string text) => Safe(text.TrimEnd()) is var safe && safe.EndsWith('.') ? safe : safe + ".";

    private static string Safe(string text) => OomView.Text(text);
}
