using System.Globalization;
using System.Text;
using OomTools.Text;

namespace OomTools.Serialization;

/// <summary>Text for a cell of a table that a spreadsheet may open.</summary>
internal static class CellText
{
    /// <summary>Elements of an array that a cell shows; the number of the others follows.</summary>
    private const int MaxElements = 10;

    /// <summary>Spreadsheets cut cells at this length.</summary>
    private const int MaxLength = 32767;

    /// <summary>
    /// The text itself where it does no harm. Any process may call itself <c>=1+1</c>, which a spreadsheet would run: a leading
    /// apostrophe makes it text. What a terminal would obey is replaced.
    /// </summary>
    public static string Of(string text)
    {
        string safe = SafeText.Clean(text, MaxLength);
        return text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + safe : safe;
    }

    /// <summary>The time, in UTC as it is, in digits that sort and that every spreadsheet takes for a time.</summary>
    public static string Of(DateTime time) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The elements, as many as fit, separated by semicolons.</summary>
    public static string Of(Array array)
    {
        var text = new StringBuilder();
        for (int i = 0; i < array.Length; i++)
        {
            if (i > 0)
                text.Append("; ");
            if (i == MaxElements)
            {
                text.Append(CultureInfo.InvariantCulture, $"and {array.Length - MaxElements} more");
                break;
            }

            text.Append(CultureInfo.InvariantCulture, $"{array.GetValue(i)}");
        }

        return Of(text.ToString());
    }
}
