namespace OomTools.Procfs;

/// <summary>
/// Which migrate types have a free block of an order, in the letters that the buddy lines of an OOM report use
/// (<c>show_migration_types</c>).
/// </summary>
internal static class MigrateTypeLetters
{
    /// <summary>One text per order; none where pagetypeinfo was not read.</summary>
    public static string[] Of(BuddyZone zone)
    {
        if (zone.MigrateTypes.Length == 0)
            return [];
        var letters = new string[zone.FreeBlocks.Length];
        Array.Fill(letters, "");
        foreach (MigrateTypeBlocks type in zone.MigrateTypes)
        {
            for (int order = 0; order < Math.Min(letters.Length, type.FreeBlocks.Length); order++)
            {
                if (type.FreeBlocks[order] > 0)
                    letters[order] += LetterOf(type.MigrateType);
            }
        }
        return letters;
    }

    private static string LetterOf(string migrateType) => migrateType switch
    {
        "Unmovable" => "U",
        "Movable" => "M",
        "Reclaimable" => "E",
        "Reserve" => "R",
        "HighAtomic" => "H",
        "CMA" => "C",
        "Isolate" => "I",
        _ => "",
    };
}
