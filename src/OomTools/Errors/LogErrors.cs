using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>
/// Every error of the cmdlets that read logs: one id each, which about_OomTools_Errors lists. What was named by others is
/// made safe for a terminal in the message; the target keeps it as it is.
/// </summary>
internal static class LogErrors
{
    /// <summary>The error for what opening or reading a file threw.</summary>
    public static ErrorRecord Of(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => NotFound(path),
        UnauthorizedAccessException when Directory.Exists(path) => IsDirectory(path),
        UnauthorizedAccessException => AccessDenied(path, e),
        InvalidDataException => Corrupt(path, e),
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
            $"'{Safe(path)}' is damaged and could not be read to its end: {Safe(e.Message)} Reports before that place were given.", e));

    public static ErrorRecord ReadFailed(string path, Exception e) => Create(
        "LogReadFailed", ErrorCategory.ReadError, path, new IOException(
            $"'{Safe(path)}' could not be read to its end: {Safe(e.Message)} Reports before that place were given.", e));

    public static ErrorRecord InputNotSupported(PSObject input) => Create(
        "InputNotSupported", ErrorCategory.InvalidType, input, new ArgumentException(
            $"An object of type {Safe(input.BaseObject.GetType().FullName ?? "")} is neither log text nor a file. Pipe strings, or objects with a property PSPath, FullName or Path."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
