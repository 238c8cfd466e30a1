using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/pagetypeinfo</c>: free blocks per zone, migrate type and order, and pageblocks per type. Mode 0400. The kernel
/// walks its free lists under the zone's lock for it: not to be read again and again.
/// </summary>
internal static class PageTypeInfo
{
    public const string Path = "/proc/pagetypeinfo";

    public static SystemReading<MigrateTypeBlocks[]> Read(SystemRoot root)
    {
        using SystemFile file = root.Read(Path);
        return SystemReading<MigrateTypeBlocks[]>.Of(file, Parse(file.Content, root.PageSize));
    }

    /// <summary>One entry per zone and migrate type, in the file's order; null when there is none.</summary>
    public static MigrateTypeBlocks[]? Parse(ReadOnlySpan<byte> text, int pageSize)
    {
        var rows = new List<Row>();
        string[] types = [];
        bool mixed = false;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (line.StartsWith("Number of blocks type"u8))
                types = Names(line["Number of blocks type".Length..]);
            else if (line.StartsWith("Number of mixed blocks"u8))
                (types, mixed) = (Names(line["Number of mixed blocks".Length..]), true);
            else if (line.StartsWith("Free pages count"u8))
                // The file begins anew for each node.
                (types, mixed) = ([], false);
            else if (!ZoneLine.TryParse(line, out int node, out string zone, out FieldCursor fields))
                continue;
            else if (types.Length == 0)
                AddFreeBlocks(rows, node, zone, ref fields);
            else
                SetPageBlocks(rows, node, zone, types, mixed, ref fields);
        }
        return rows.Count == 0 ? null : rows.ConvertAll(row => row.ToModel(pageSize)).ToArray();
    }

    private static void AddFreeBlocks(List<Row> rows, int node, string zone, ref FieldCursor fields)
    {
        if (!fields.Next().SequenceEqual("type"u8))
            return;
        ReadOnlySpan<byte> type = fields.Next();
        if (type.IsEmpty)
            return;
        long[] counts = BuddyInfo.Counts(ref fields, out bool isCapped);
        rows.Add(new Row { Node = node, Zone = zone, Type = Encoding.UTF8.GetString(type), FreeBlocks = counts, IsCapped = isCapped });
    }

    private static void SetPageBlocks(List<Row> rows, int node, string zone, string[] types, bool mixed, ref FieldCursor fields)
    {
        foreach (string type in types)
        {
            if (!fields.TryNext(out long count))
                return;
            if (rows.Find(row => row.Node == node && row.Zone == zone && row.Type == type) is not { } row)
                continue;
            if (mixed)
                row.MixedPageBlocks = count;
            else
                row.PageBlocks = count;
        }
    }

    private static string[] Names(ReadOnlySpan<byte> text)
    {
        var names = new List<string>(8);
        var fields = new FieldCursor(text);
        // Types are few; a hostile line is not.
        while (names.Count < 32 && fields.Next() is { IsEmpty: false } name)
            names.Add(Encoding.UTF8.GetString(name));
        return [.. names];
    }

    private sealed class Row
    {
        public int Node { get; init; }

        public string Zone { get; init; } = "";

        public string Type { get; init; } = "";

        public long[] FreeBlocks { get; init; } = [];

        public bool IsCapped { get; init; }

        public long? PageBlocks { get; set; }

        public long? MixedPageBlocks { get; set; }

        public MigrateTypeBlocks ToModel(int pageSize) => new()
        {
            Node = Node,
            Zone = Zone,
            MigrateType = Type,
            FreeBlocks = FreeBlocks,
            FreeBytes = BuddyInfo.FreeBytes(FreeBlocks, pageSize),
            LargestFreeOrder = BuddyInfo.LargestFreeOrder(FreeBlocks),
            IsCapped = IsCapped,
            PageBlocks = PageBlocks,
            MixedPageBlocks = MixedPageBlocks,
        };
    }
}
