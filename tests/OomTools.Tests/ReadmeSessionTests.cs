namespace OomTools.Tests;

/// <summary>
/// The sessions that README shows, on logs that the project ships: what stands there is what is printed. They are shortened ("…", lines left out)
/// and broken to fit the page, so words are compared, line by line and in order.
/// </summary>
public sealed class ReadmeSessionTests
{
    /// <summary>Nothing is cut at this width.</summary>
    private const int Width = 250;

    private const string Prompt = "PS> ";

    public static TheoryData<string, string[]> Sessions()
    {
        var sessions = new TheoryData<string, string[]>();
        string[] lines = File.ReadAllLines(Repository.Path("README.md"));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Prompt, StringComparison.Ordinal))
                continue;
            string command = lines[i][Prompt.Length..];
            string[] shown = [.. lines.Skip(i + 1).TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal) && !line.StartsWith(Prompt, StringComparison.Ordinal))];
            sessions.Add(command, shown);
        }

        return sessions;
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void What_is_shown_is_what_is_printed(string command, string[] shown)
    {
        using var session = new ModuleSession(Width);
        string printed = session.Show(command);

        Assert.True(shown.Count(line => Words(line).Length > 0) > 3, "Nothing is shown.");
        Assert.Null(FirstDifference(shown, printed));
    }

    [Theory]
    [InlineData("a b c", null)]
    [InlineData("a b|c", null)] // broken elsewhere
    [InlineData("b|d e", null)] // lines left out
    [InlineData("a b …|…|c d …", null)] // shortened
    [InlineData("· a b|· …", "· a b")]
    [InlineData("a c", "a c")]
    [InlineData("c|b", "b")] // another order
    [InlineData("a b c d e f", "a b c d e f")]
    public void A_difference_is_found(string shown, string? difference) => Assert.Equal(difference, FirstDifference(shown.Split('|'), "a b c\n  d   e\n"));

    /// <summary>The first line shown whose words do not stand together in what was printed, behind the line before.</summary>
    private static string? FirstDifference(string[] shown, string printed)
    {
        string[] all = Words(printed);
        int at = 0;
        foreach (string line in shown)
        {
            string[] words = Words(line);
            int found = IndexOf(all, words, at);
            if (found < 0)
                return line;
            at = found + words.Length;
        }

        return null;
    }

    private static int IndexOf(string[] all, string[] words, int start)
    {
        for (int at = start; at + words.Length <= all.Length; at++)
        {
            if (all.AsSpan(at, words.Length).SequenceEqual(words))
                return at;
        }

        return -1;
    }

    /// <summary>The words of a text, without the mark of what was left out; a point that stands for points left out is none.</summary>
    private static string[] Words(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is ["·", "…"] ? [] : words is [.., "…"] ? words[..^1] : words;
    }
}
