using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>The errors of -CursorPath.</summary>
internal static class CursorErrors
{
    /// <summary>The error for what opening a cursor threw.</summary>
    public static ErrorRecord Of(string path, Exception e) => e switch
    {
        TimeoutException => InUse(path, e),
        InvalidDataException => Invalid(path, e),
        UnauthorizedAccessException => AccessDenied(path, e),
        _ => OpenFailed(path, e),
    };

    public static ErrorRecord WriteFailed(string path, Exception e) => Create(
        "CursorWriteFailed", ErrorCategory.WriteError, path, new IOException(
            $"The cursor '{Safe(path)}' could not be written: {Safe(e.Message)} The next run will give these reports again.", e));

    public static ErrorRecord NeedsSource(string path) => Create(
        "CursorNeedsSource", ErrorCategory.InvalidArgument, path, new InvalidOperationException(
            "Text on the pipeline has no position that a cursor could remember. Name the files with -Path, or read the journal with -Journal."));

    private static ErrorRecord InUse(string path, Exception e) => Create(
        "CursorInUse", ErrorCategory.ResourceBusy, path, new TimeoutException(
            $"The cursor '{Safe(path)}' is held by another run that has not ended within 5 s. Nothing was read; the next run will.", e));

    private static ErrorRecord Invalid(string path, Exception e) => Create(
        "CursorInvalid", ErrorCategory.InvalidData, path, new InvalidDataException(
            $"'{Safe(path)}' is no cursor of this module ({Safe(e.Message)}). Nothing was read. Delete it to begin anew, or name another file.", e));

    private static ErrorRecord AccessDenied(string path, Exception e) => Create(
        "CursorAccessDenied", ErrorCategory.PermissionDenied, path, new UnauthorizedAccessException(
            $"The cursor '{Safe(path)}' may not be read and replaced by this user, who needs to write to its directory. Nothing was read.", e));

    private static ErrorRecord OpenFailed(string path, Exception e) => Create(
        "CursorOpenFailed", ErrorCategory.OpenError, path, new IOException(
            $"The cursor '{Safe(path)}' could not be opened: {Safe(e.Message)} Nothing was read. Its directory must exist.", e));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
