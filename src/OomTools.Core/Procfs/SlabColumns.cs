using System.Text;

namespace OomTools.Procfs;

/// <summary>What a column of slabinfo is.</summary>
internal enum SlabField
{
    /// <summary>A colon or the name of a group (<c>tunables</c>).</summary>
    Text,
    ActiveObjects,
    TotalObjects,
    ObjectSize,
    ObjectsPerSlab,
    PagesPerSlab,
    ActiveSlabs,
    Slabs,

    /// <summary>A number this module has no property for.</summary>
    Statistic,
}

/// <summary>One column after the cache's name.</summary>
internal readonly record struct SlabColumn(SlabField Field, string Name);

/// <summary>The columns of a slabinfo file, from its header line.</summary>
internal sealed class SlabColumns
{
    // Columns between the name and the first colon.
    private int _leading;

    public List<SlabColumn> Columns { get; } = [];

    public int StatisticCount { get; private set; }

    public static SlabColumns Parse(ReadOnlySpan<byte> header)
    {
        var columns = new SlabColumns();
        var fields = new FieldCursor(header);
        fields.Next();
        fields.Next();
        while (true)
        {
            ReadOnlySpan<byte> field = fields.Next();
            if (field.IsEmpty)
                return columns;
            if (field.SequenceEqual(":"u8) && columns._leading == 0)
                columns._leading = columns.Columns.Count;
            columns.Add(field);
        }
    }

    /// <summary>
    /// Length of the name that begins a row, 0 when it is no row. A module may put blanks and even colons into the name of
    /// its cache, so the name ends where the numbers before a colon begin.
    /// </summary>
    public int NameLength(ReadOnlySpan<byte> line)
    {
        for (int colon = 0; colon < line.Length; colon++)
        {
            int next = line[colon..].IndexOf(" : "u8);
            if (next < 0)
                break;
            colon += next;
            if (SkipNumbersBackwards(line[..colon], _leading) is > 0 and int end)
                return end;
        }
        return 0;
    }

    private static int SkipNumbersBackwards(ReadOnlySpan<byte> text, int count)
    {
        int end = text.Length;
        for (int i = 0; i < count; i++)
        {
            while (end > 0 && text[end - 1] == ' ')
                end--;
            int numberEnd = end;
            while (end > 0 && (uint)(text[end - 1] - '0') <= 9)
                end--;
            if (end == numberEnd || end == 0 || text[end - 1] != ' ')
                return 0;
        }
        while (end > 0 && text[end - 1] == ' ')
            end--;
        return end;
    }

    private void Add(ReadOnlySpan<byte> field)
    {
        if (field.Length < 3 || field[0] != '<' || field[^1] != '>')
        {
            Columns.Add(new SlabColumn(SlabField.Text, ""));
            return;
        }
        string name = Encoding.UTF8.GetString(field[1..^1]);
        SlabField kind = name switch
        {
            "active_objs" => SlabField.ActiveObjects,
            "num_objs" => SlabField.TotalObjects,
            // 3.6 says object_size.
            "objsize" or "object_size" => SlabField.ObjectSize,
            "objperslab" => SlabField.ObjectsPerSlab,
            "pagesperslab" => SlabField.PagesPerSlab,
            "active_slabs" => SlabField.ActiveSlabs,
            "num_slabs" => SlabField.Slabs,
            // SLUB has none and prints 0; SLAB's are settings, not memory.
            "limit" or "batchcount" or "sharedfactor" or "sharedavail" => SlabField.Text,
            _ => SlabField.Statistic,
        };
        Columns.Add(new SlabColumn(kind, name));
        if (kind == SlabField.Statistic)
            StatisticCount++;
    }
}
