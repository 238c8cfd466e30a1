using System.Management.Automation;
using OomTools.Errors;

namespace OomTools.Serialization;

/// <summary>
/// What an object on the pipeline is to a cmdlet that takes reports: a report, one that travelled as CLIXML, or any object that
/// bears a report's properties, as ConvertFrom-Json makes.
/// </summary>
internal static class ReportInput
{
    // No other object has these two, and a report without them says nothing.
    private static readonly string[] s_reportMarks = [nameof(OomReport.Kind), nameof(OomReport.Cause)];

    private static readonly string[] s_suppressionMarks = [nameof(OomSuppression.PassedCount), nameof(OomSuppression.Count)];

    private static readonly string[] s_summaryMarks = [nameof(OomSummary.IncidentCount), nameof(OomSummary.Samples)];

    /// <summary>The report that an object is; null with an error where it looks like one but cannot be read.</summary>
    public static OomReport? Report(PSObject input, out ErrorRecord? error) =>
        Read<OomReport>(input, HasAll(input, s_reportMarks) && !HasAll(input, s_suppressionMarks) && !HasAll(input, s_summaryMarks), out error);

    /// <summary>The incident that an object is.</summary>
    public static OomSummary? Summary(PSObject input, out ErrorRecord? error) =>
        Read<OomSummary>(input, HasAll(input, s_summaryMarks), out error);

    /// <summary>The suppression that an object is.</summary>
    public static OomSuppression? Suppression(PSObject input, out ErrorRecord? error) =>
        Read<OomSuppression>(input, HasAll(input, s_suppressionMarks), out error);

    /// <summary>The live object in place of one that travelled, with what was added to that one (PSComputerName; whatever a script adds).</summary>
    public static PSObject Alive(object live, PSObject input)
    {
        if (ReferenceEquals(input.BaseObject, live))
            return input;
        var result = PSObject.AsPSObject(live);
        foreach (PSPropertyInfo property in input.Properties)
        {
            if (property.MemberType == PSMemberTypes.NoteProperty && result.Properties[property.Name] is null)
                result.Properties.Add(new PSNoteProperty(property.Name, property.Value));
        }

        return result;
    }

    private static T? Read<T>(PSObject input, bool isAlike, out ErrorRecord? error)
        where T : class
    {
        error = null;
        if (input.BaseObject is T live)
            return live;
        if (!isAlike || input.BaseObject is string)
            return null;
        try
        {
            return (T)OomTypeConverter.FromProperties(input, typeof(T));
        }
        catch (Exception e) when (IsConversionFailure(e))
        {
            error = ReportErrors.Unreadable(input, e);
            return null;
        }
    }

    private static bool HasAll(PSObject input, string[] names) => Array.TrueForAll(names, name => input.Properties[name] is not null);

    private static bool IsConversionFailure(Exception e) =>
        e is PSInvalidCastException or InvalidCastException or FormatException or OverflowException or ArgumentException or GetValueException;
}
