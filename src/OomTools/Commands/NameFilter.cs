using System.Management.Automation;
using OomTools.Errors;

namespace OomTools.Commands;

/// <summary>What -Name chooses. A name without wildcards that nothing bears is an error, as elsewhere in PowerShell.</summary>
internal sealed class NameFilter(string[]? names, string what)
{
    // Said once, however often the file is read.
    private bool _isSaid;

    /// <summary>The items that bear one of the names, in their order; all of them without names.</summary>
    public T[] Select<T>(Cmdlet cmdlet, T[] items, Func<T, WildcardPattern, bool> isMatch)
    {
        if (names is null)
            return items;

        WildcardPattern[] patterns = Array.ConvertAll(names, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        bool[] isUsed = new bool[patterns.Length];
        T[] selected = Array.FindAll(items, item => Matches(item, patterns, isUsed, isMatch));
        for (int i = 0; i < names.Length; i++)
        {
            if (!_isSaid && !isUsed[i] && !WildcardPattern.ContainsWildcardCharacters(names[i]))
                cmdlet.WriteError(SystemErrors.NameNotFound(names[i], what));
        }

        _isSaid = true;
        return selected;
    }

    // All patterns are tried, so that each is known to be used.
    private static bool Matches<T>(T item, WildcardPattern[] patterns, bool[] isUsed, Func<T, WildcardPattern, bool> isMatch)
    {
        bool matches = false;
        for (int i = 0; i < patterns.Length; i++)
        {
            if (!isMatch(item, patterns[i]))
                continue;
            isUsed[i] = true;
            matches = true;
        }

        return matches;
    }
}
