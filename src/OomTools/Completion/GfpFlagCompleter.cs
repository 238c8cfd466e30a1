using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OomTools.Oom;

namespace OomTools.Completion;

/// <summary>Completes names of GFP flags.</summary>
public sealed class GfpFlagCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        return [.. GfpNames.All.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name))];
    }
}
