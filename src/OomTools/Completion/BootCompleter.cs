using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OomTools.Logs;

namespace OomTools.Completion;

/// <summary>Completes a boot by what <c>journalctl --list-boots</c> shows, newest first.</summary>
public sealed class BootCompleter : IArgumentCompleter
{
    /// <summary>A person who pressed Tab waits no longer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var results = new List<CompletionResult>();
        foreach (string line in ListBoots().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // " -1 6fa0…0c5 Mon 2026-11-23 02:36:37 UTC—Mon …"; a heading since systemd 254.
            string[] fields = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 3 && int.TryParse(fields[0], out _) && fields[0].StartsWith(wordToComplete ?? "", StringComparison.Ordinal))
                results.Insert(0, new CompletionResult(fields[0], $"{fields[0]}  {fields[2]}", CompletionResultType.ParameterValue, fields[2]));
        }

        return results;
    }

    private static string ListBoots()
    {
        try
        {
            using ProgramStream list = ProgramStream.Start("journalctl", ["--list-boots", "--no-pager", "-q"], "Completion", (_, _) => null);
            Task<string> text = Task.Run(() => new StreamReader(list, leaveOpen: true).ReadToEnd());
            return text.Wait(s_patience) ? text.Result : "";
        }
        catch (Exception e) when (e is IOException or AggregateException)
        {
            // Completion that cannot help is silent.
            return "";
        }
    }
}
