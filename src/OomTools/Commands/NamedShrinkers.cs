using System.Management.Automation;
using OomTools.Formatting;

namespace OomTools.Commands;

/// <summary>What -Name chooses of the shrinkers in a trace.</summary>
internal static class NamedShrinkers
{
    private const int NamesInWarning = 20;

    /// <summary>Those that bear one of the names, or whose function does; all of them without names.</summary>
    public static ShrinkerActivity[] Select(Cmdlet cmdlet, ShrinkerActivity[] activities, string[]? names)
    {
        if (names is null || activities.Length == 0)
            return activities;
        WildcardPattern[] patterns = Array.ConvertAll(names, name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase));
        for (int i = 0; i < names.Length; i++)
        {
            // Not called is no error; but a device's own name is none that a trace could have.
            if (!WildcardPattern.ContainsWildcardCharacters(names[i]) && !Array.Exists(activities, one => IsMatch(one, patterns[i])))
                cmdlet.WriteWarning($"No shrinker '{OomView.Text(names[i])}' was called. A trace tells kinds of shrinkers: {Kinds(activities)}.");
        }
        return Array.FindAll(activities, one => Array.Exists(patterns, pattern => IsMatch(one, pattern)));
    }

    private static string Kinds(ShrinkerActivity[] activities) =>
        string.Join(", ", activities.Select(one => OomView.Text(one.Name)).Distinct().Order(StringComparer.Ordinal).Take(NamesInWarning));

    private static bool IsMatch(ShrinkerActivity one, WildcardPattern pattern) => pattern.IsMatch(one.Name) || pattern.IsMatch(one.Function);
}
