using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>Collects the places where a parsed report is not what was printed; the first one makes a test's message.</summary>
internal sealed partial class Differences(LogContainer container, bool isTrusting)
{
    private readonly List<string> _found = [];

    public IReadOnlyList<string> Found => _found;

    /// <summary>True after mutations that may add something to a whole report: then only the printed values count.</summary>
    public bool IsTrusting => isTrusting;

    public void Same<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            _found.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: printed {Show(expected)}, read {Show(actual)}"));
    }

    /// <summary>Names and paths, which a container may have had to escape.</summary>
    public void SameName(string what, string? expected, string? actual)
    {
        if (container.IsEscapeAmbiguous)
            Same(what, Unescape(expected), Unescape(actual));
        else if (container.IsRaw)
            Same(what, WithoutSequences(expected), WithoutSequences(actual));
        else
            Same(what, expected, actual);
    }

    public void True(string what, bool holds)
    {
        if (!holds)
            _found.Add(what);
    }

    private static string? Unescape(string? text) =>
        text is null ? null : EscapedByte().Replace(text, match => ((char)(match.Value[0] == '#'
            ? Convert.ToInt32(match.Value[1..], 8)
            : Convert.ToInt32(match.Value[2..], 16))).ToString());

    private static string? WithoutSequences(string? text) => text is null ? null : EscapeSequence().Replace(text, "");

    private static string Show<T>(T value) => value switch
    {
        null => "nothing",
        string text => "\"" + Printable(text) + "\"",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Printable(string text)
    {
        StringBuilder shown = new();
        foreach (char c in text)
        {
            if (char.IsControl(c))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                shown.Append(c);
        }
        return shown.ToString();
    }

    [GeneratedRegex(@"\\x[0-9a-f]{2}|#[0-3][0-7]{2}")]
    private static partial Regex EscapedByte();

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex EscapeSequence();
}
