using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OomTools.Tests;

/// <summary>A command that our documentation shows, and where.</summary>
internal sealed record DocumentedCommand(string Place, string Text)
{
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>
    /// The commands in a Markdown file's powershell fences, and those handed to the embedded shell in its sh fences. In a fence
    /// with "PS> " prompts the lines behind them are commands (">> " continues one) and the others are output; a fence without is one script.
    /// </summary>
    public static IEnumerable<DocumentedCommand> FromMarkdown(string path)
    {
        string? language = null;
        int start = 0;
        var fence = new List<string>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            if (!line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fence.Add(line);
                continue;
            }
            if (language is null)
            {
                language = line.Trim().TrimStart('`').Trim().ToLowerInvariant();
                start = i + 2;
            }
            else
            {
                foreach (DocumentedCommand command in FromFence(Path.GetFileName(path), start, language, fence))
                    yield return command;
                language = null;
            }
            fence.Clear();
        }
    }

    /// <summary>The examples of a MAML help file.</summary>
    public static IEnumerable<DocumentedCommand> FromHelp(string path) => XDocument.Load(path).Descendants(s_dev + "code")
        .SelectMany((code, index) => FromText($"{Path.GetFileName(path)}, example {index + 1}", code.Value.Split('\n')));

    private static IEnumerable<DocumentedCommand> FromFence(string file, int line, string language, List<string> lines) => language switch
    {
        "powershell" or "pwsh" or "ps1" => FromText($"{file}, line {line}", lines),
        "sh" or "bash" or "shell" or "console" => FromShell($"{file}, line {line}", string.Join('\n', lines)),
        _ => [],
    };

    /// <summary>A transcript with prompts, or a script.</summary>
    private static List<DocumentedCommand> FromText(string place, IReadOnlyList<string> lines)
    {
        if (!lines.Any(line => Prompt(line) is not null))
        {
            string script = string.Join('\n', lines);
            return string.IsNullOrWhiteSpace(script) ? [] : [new DocumentedCommand(place, script)];
        }

        var commands = new List<DocumentedCommand>();
        bool continues = false;
        foreach (string line in lines)
        {
            if (Prompt(line) is { } text)
                commands.Add(new DocumentedCommand(place, text));
            else if (continues && line.StartsWith(">> ", StringComparison.Ordinal))
                commands[^1] = commands[^1] with { Text = commands[^1].Text + "\n" + line[3..] };
            continues = Prompt(line) is not null || (continues && line.StartsWith(">> ", StringComparison.Ordinal));
        }
        return commands;
    }

    /// <summary>COMMAND of: dotnet run --project src/OomTools.Shell -- 'COMMAND'.</summary>
    private static IEnumerable<DocumentedCommand> FromShell(string place, string text) =>
        Regex.Matches(text, @"src/OomTools\.Shell(?:\s+[^\s']+)*?\s+--\s+(?:-c\s+|-Command\s+)?'([^']*)'")
            .Select(match => new DocumentedCommand(place, match.Groups[1].Value));

    private static string? Prompt(string line)
    {
        Match match = Regex.Match(line, @"^\s*PS( [^>]*)?> ?(.+)$");
        return match.Success ? match.Groups[2].Value : null;
    }
}
