using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Errors;

/// <summary>Every error of the cmdlets that take reports; about_OomTools_Errors lists them.</summary>
internal static class ReportErrors
{
    public static ErrorRecord NotReport(PSObject input) => Create(
        "InputNotReport", ErrorCategory.InvalidType, input, new ArgumentException(
            $"An object of type {Safe(input.TypeNames.Count > 0 ? input.TypeNames[0] : "?")} is no OOM report. Pipe what Get-OomReport gives, also through CLIXML or JSON; text of a log goes to Get-OomReport first."));

    public static ErrorRecord Unreadable(PSObject input, Exception e) => Create(
        "ReportUnreadable", ErrorCategory.InvalidData, input, new ArgumentException(
            $"The object looks like an OOM report, but a property of it cannot be read: {Safe(e.Message)}", e));

    public static ErrorRecord NothingToCompare(string side) => Create(
        "NothingToCompare", ErrorCategory.InvalidArgument, side, new ArgumentException(
            $"There is no report on the side of the {side}: the input was empty, or none of it was a report."));

    public static ErrorRecord NotTwo(long count) => Create(
        "NotTwoReports", ErrorCategory.InvalidArgument, count, new ArgumentException(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Of {count} reports on the pipeline it is not clear which to compare: pipe two, or name the sides with -ReferenceObject and -DifferenceObject, or compare with the running machine by -WithLive.")));

    public static ErrorRecord NothingInCommon() => Create(
        "NothingInCommon", ErrorCategory.InvalidData, "reports", new ArgumentException(
            "The two sides have nothing in common that could be compared: one of them lacks the memory, tasks and zones. A kill line alone has none of them; Where-Object IsComplete finds the reports that have."));

    private static ErrorRecord Create(string id, ErrorCategory category, object target, Exception exception) =>
        new(exception, id, category, target);

    private static string Safe(string text) => OomView.Text(text);
}
