namespace OomTools.Analysis;

/// <summary>Finds the rows that explain another one: the largest that went the same way and make up most of its change.</summary>
internal sealed class DifferenceExplanation(AmountDifference[] rows, DifferenceNames names)
{
    /// <summary>Explanations of explanations: cgroups nest, and a process explains the innermost.</summary>
    public const int Deepest = 16;

    /// <summary>Few rows explain: many small ones are no answer to what grew.</summary>
    private const int Few = 3;
    private const double MostOfIt = 0.5;

    /// <summary>The rows' indices; none where no few rows explain the change.</summary>
    public int[] Of(AmountDifference row) => row.Area switch
    {
        DifferenceArea.Memory when Holders(row.Name) is { } area => Find(row, other => other.Area == area && IsOfKind(other, row.Name)),
        DifferenceArea.Cgroup => OfCgroup(row),
        _ => [],
    };

    private int[] OfCgroup(AmountDifference row)
    {
        string below = row.Name.TrimEnd('/') + '/';
        int[] found = Find(row, other => other.Area == DifferenceArea.Cgroup && other.Name.StartsWith(below, StringComparison.Ordinal));
        return found.Length > 0 ? found : Find(row, other => other.Area == DifferenceArea.Task && names.IsIn(other.Name, row.Name, below));
    }

    /// <summary>A cache is of one kind of slab; where it is not known of which, it may be either.</summary>
    private bool IsOfKind(in AmountDifference holder, string kind) =>
        holder.Area != DifferenceArea.Slab || names.IsReclaimable(holder.Name) is not { } isReclaimable
            || isReclaimable == (kind == nameof(MemoryUsage.SlabReclaimable));

    private int[] Find(AmountDifference row, Predicate<AmountDifference> explains)
    {
        double sum = 0;
        var found = new List<int>(Few);
        // Rows come largest first.
        for (int index = 0; index < rows.Length && found.Count < Few; index++)
        {
            if (!explains(rows[index]) || rows[index].Delta is not { } delta || Math.Sign(delta) != Math.Sign(row.Delta ?? 0))
                continue;
            found.Add(index);
            sum += rows[index].Magnitude;
            if (sum >= row.Magnitude * MostOfIt)
                return [.. found];
        }

        return [];
    }

    private static DifferenceArea? Holders(string name) => name switch
    {
        nameof(MemoryUsage.AnonymousMemory) or nameof(MemoryUsage.Unevictable) or nameof(MemoryUsage.PageTables)
            or nameof(MemoryUsage.HugePages) or nameof(MemoryUsage.Compressed) => DifferenceArea.Task,
        nameof(MemoryUsage.SlabReclaimable) or nameof(MemoryUsage.SlabUnreclaimable) => DifferenceArea.Slab,
        nameof(MemoryUsage.UnaccountedMemory) or nameof(MemoryUsage.Vmalloc) => DifferenceArea.AllocationSite,
        _ => null,
    };
}
