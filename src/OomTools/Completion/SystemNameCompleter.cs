using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OomTools.Procfs;

namespace OomTools.Completion;

/// <summary>Completes a name by those of the kernel that the command would read: the running one, or that of -Root.</summary>
public abstract class SystemNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        if (RootOf(fakeBoundParameters) is not { } root || word.Contains('`'))
            return [];

        WildcardPattern pattern = WildcardPattern.Get(word + "*", WildcardOptions.IgnoreCase);
        // A capture may bear any text: what is no plain word is not offered.
        return [.. Names(root, word).Where(name => pattern.IsMatch(name) && name.All(IsPlain)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => new CompletionResult(name))];
    }

    private protected abstract IEnumerable<string> Names(SystemRoot root, string word);

    private static SystemRoot? RootOf(IDictionary? parameters)
    {
        try
        {
            if (parameters?["Root"] is not { } value)
                return OperatingSystem.IsLinux() ? new SystemRoot() : null;

            // Relative to PowerShell's location, which is not the process's.
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            shell.AddScript("$ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($args[0])").AddArgument(value.ToString());
            return shell.Invoke<string>() is [{ } path, ..] && Directory.Exists(path) ? new SystemRoot(path) : null;
        }
        catch (RuntimeException)
        {
            // Completion that cannot help is silent.
            return null;
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/' or '+';
}
