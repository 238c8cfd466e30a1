using System.Text;

namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/slabinfo</c>, versions 2.0 and 2.1: one row per slab cache. Mode 0400. Columns are what the header names, so
/// the statistics of the SLAB allocator (up to 6.6) and columns yet to come are kept in <see cref="SlabCache.Statistics"/>.
/// </summary>
internal static class SlabInfo
{
    public const string Path = "/proc/slabinfo";

    /// <summary>Reads the caches; pass the <paramref name="names"/> of the reading before when reading again and again.</summary>
    public static SystemReading<SlabCache[]> Read(SystemRoot root, SlabNames? names = null)
    {
        using SystemFile file = root.Read(Path);
        if (file.Status != SystemFileStatus.Ok)
            return SystemReading<SlabCache[]>.Failure(file, file.Status);
        return SystemReading<SlabCache[]>.Of(file, Parse(file.Content, root.PageSize, names ?? SlabNames.Read(root)));
    }

    /// <summary>The caches in the file's order; null when it is no slabinfo of version 2.</summary>
    public static SlabCache[]? Parse(ReadOnlySpan<byte> text, int pageSize, SlabNames? names = null)
    {
        if (!text.StartsWith("slabinfo - version: 2."u8))
            return null;
        SlabColumns? columns = null;
        var caches = new List<SlabCache>(256);
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (line.StartsWith("# name"u8))
                columns = SlabColumns.Parse(line);
            else if (columns is not null && ParseRow(line, columns, pageSize, names) is { } cache)
                caches.Add(cache);
        }
        return [.. caches];
    }

    private static SlabCache? ParseRow(ReadOnlySpan<byte> line, SlabColumns columns, int pageSize, SlabNames? names)
    {
        int nameLength = columns.NameLength(line);
        if (nameLength <= 0)
            return null;
        var row = default(SlabRow);
        VmCounter[]? statistics = columns.StatisticCount > 0 ? new VmCounter[columns.StatisticCount] : null;
        int statistic = 0;
        var fields = new FieldCursor(line[nameLength..]);
        foreach (SlabColumn column in columns.Columns)
        {
            ReadOnlySpan<byte> field = fields.Next();
            if (field.IsEmpty)
                break;
            if (column.Field == SlabField.Text)
                continue;
            if (!KernelNumber.TryParse(field, out long value))
                return null;
            if (column.Field == SlabField.Statistic)
                statistics![statistic++] = new VmCounter { Name = column.Name, Value = value, Group = VmCounterGroup.Slab };
            else
                row.Set(column.Field, value);
        }
        if (statistics is not null && statistic < statistics.Length)
            Array.Resize(ref statistics, statistic);
        SlabCache cache = row.ToCache(Encoding.UTF8.GetString(line[..nameLength]), pageSize, statistics ?? [], names);
        // A captured tree may be gone when it is asked.
        if (names is { IsLive: false })
            _ = (cache.Aliases, cache.IsReclaimable);
        return cache;
    }

    private struct SlabRow
    {
        private long _active;
        private long _total;
        private long _size;
        private long _objects;
        private long _pages;
        private long _activeSlabs;
        private long _slabs;

        public void Set(SlabField field, long value)
        {
            switch (field)
            {
                case SlabField.ActiveObjects: _active = value; break;
                case SlabField.TotalObjects: _total = value; break;
                case SlabField.ObjectSize: _size = value; break;
                case SlabField.ObjectsPerSlab: _objects = value; break;
                case SlabField.PagesPerSlab: _pages = value; break;
                case SlabField.ActiveSlabs: _activeSlabs = value; break;
                case SlabField.Slabs: _slabs = value; break;
            }
        }

        public readonly SlabCache ToCache(string name, int pageSize, VmCounter[] statistics, SlabNames? names) => new(names)
        {
            Name = name,
            ActiveObjects = _active,
            TotalObjects = _total,
            ObjectSize = _size,
            ObjectsPerSlab = _objects,
            PagesPerSlab = _pages,
            ActiveSlabs = _activeSlabs,
            Slabs = _slabs,
            Bytes = KernelNumber.Multiply(KernelNumber.Multiply(_slabs, _pages), pageSize),
            ActiveBytes = KernelNumber.Multiply(_active, _size),
            Statistics = statistics,
        };
    }
}
