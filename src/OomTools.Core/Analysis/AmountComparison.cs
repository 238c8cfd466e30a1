namespace OomTools.Analysis;

/// <summary>What differs between two sides, largest first: reports and snapshots are compared by it alike.</summary>
internal static class AmountComparison
{
    /// <summary>
    /// The amounts in which the sides differ: bytes before events, then by size; in the order of area and name among equals.
    /// An area that one side does not have is left out: there is nothing to compare.
    /// </summary>
    public static AmountDifference[] Of(AmountSet reference, AmountSet difference, bool includeEqual = false)
    {
        var rows = new List<AmountDifference>();
        var common = new HashSet<DifferenceArea>(reference.Names.Select(name => name.Area));
        common.IntersectWith(difference.Names.Select(name => name.Area));
        foreach ((DifferenceArea area, string name) in reference.Names.Union(difference.Names))
        {
            if (!common.Contains(area))
                continue;
            bool isBytes = reference.IsBytes(area, name) ?? difference.IsBytes(area, name) ?? true;
            var row = new AmountDifference(area, name, reference[area, name], difference[area, name], isBytes);
            // What one side does not count tells nothing, unless its list was cut.
            bool isCut = row.Delta is null && area is DifferenceArea.AllocationSite;
            if (isCut || (row.Delta is { } delta && (delta != 0 || includeEqual)))
                rows.Add(row);
        }

        rows.Sort(Compare);
        return [.. rows];
    }

    private static int Compare(AmountDifference left, AmountDifference right)
    {
        int order = right.IsBytes.CompareTo(left.IsBytes);
        order = order != 0 ? order : right.Magnitude.CompareTo(left.Magnitude);
        order = order != 0 ? order : left.Area.CompareTo(right.Area);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }
}
