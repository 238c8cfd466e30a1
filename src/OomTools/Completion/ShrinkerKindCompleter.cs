using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using OomTools.Shrinkers;

namespace OomTools.Completion;

/// <summary>Completes kinds of shrinkers, by which traces name them: sb-* is the superblock of any file system.</summary>
public sealed class ShrinkerKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? "").Trim('\'', '"');
        return ShrinkerFamily.Names.Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)
            .Select(name => new CompletionResult(name));
    }
}
