using System.Text;

namespace OomTools.Procfs;

/// <summary><c>memory.stat</c> of a cgroup: a name and a value a line; bytes for amounts, counts for events.</summary>
internal static class CgroupStatFile
{
    // Events and counts; all the rest is bytes.
    private static readonly string[] s_counts =
    [
        "pg", "workingset_", "numa_", "pswp", "zswpin", "zswpout", "zswpwb", "thp_", "swpin_zero", "swpout_zero", "nr_dying",
    ];

    /// <summary>
    /// The values of the cgroup with all below it: v1 prints those with the prefix <c>total_</c>, after those of the cgroup alone.
    /// </summary>
    public static CgroupStatistic[] Parse(ReadOnlySpan<byte> text, string? path = null)
    {
        var own = new List<CgroupStatistic>(64);
        var total = new List<CgroupStatistic>();
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            ReadOnlySpan<byte> name = fields.Next();
            if (!fields.TryNext(out long value))
                continue;
            bool isTotal = name.StartsWith("total_"u8);
            string statistic = Encoding.UTF8.GetString(isTotal ? name["total_".Length..] : name);
            (isTotal ? total : own).Add(new CgroupStatistic { Path = path, Name = statistic, Value = value, IsBytes = IsBytes(statistic) });
        }
        if (total.Count == 0)
            return [.. own];
        total.AddRange(own.Where(value => value.Name.StartsWith("hierarchical_", StringComparison.Ordinal)));
        return [.. total];
    }

    private static bool IsBytes(string name) =>
        !Array.Exists(s_counts, prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
