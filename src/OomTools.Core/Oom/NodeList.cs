using System.Globalization;

namespace OomTools.Oom;

/// <summary>The kernel's lists of nodes and CPUs: "0", "0-3", "0,2-5".</summary>
internal static class NodeList
{
    /// <summary>Whether a node is in the list; a list that makes no sense contains everything.</summary>
    public static bool Contains(ReadOnlySpan<char> list, int node)
    {
        while (!list.IsEmpty)
        {
            int comma = list.IndexOf(',');
            ReadOnlySpan<char> range = comma < 0 ? list : list[..comma];
            list = comma < 0 ? default : list[(comma + 1)..];
            int dash = range.IndexOf('-');
            if (!int.TryParse(dash < 0 ? range : range[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int first))
            {
                return true;
            }

            int last = first;
            if (dash >= 0 && !int.TryParse(range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last))
            {
                return true;
            }

            if (node >= first && node <= last)
            {
                return true;
            }
        }

        return false;
    }
}
