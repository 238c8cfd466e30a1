using System.Text;

namespace OomTools.Procfs;

/// <summary><c>/proc/vmstat</c>: one counter a line. World-readable.</summary>
internal static class VmStat
{
    public const string Path = "/proc/vmstat";

    public static SystemReading<VmCounter[]> Read(SystemRoot root, VmCounter[]? earlier = null, TimeSpan elapsed = default, DateTime? time = null)
    {
        using SystemFile file = root.Read(Path);
        return SystemReading<VmCounter[]>.Of(file, Parse(file.Content, earlier, elapsed, time));
    }

    /// <summary>
    /// The counters in the file's order; null when there is none. With an earlier reading they say what changed, and their
    /// names are taken from it instead of being made again.
    /// </summary>
    public static VmCounter[]? Parse(ReadOnlySpan<byte> text, VmCounter[]? earlier = null, TimeSpan elapsed = default, DateTime? time = null)
    {
        var counters = new List<VmCounter>(earlier?.Length ?? 256);
        int position = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            ReadOnlySpan<byte> name = fields.Next();
            if (fields.TryNext(out long value))
                counters.Add(Make(name, value, Find(earlier, name, ref position), elapsed, time));
        }
        return counters.Count == 0 ? null : counters.ToArray();
    }

    /// <summary>A counter that is not compared with an earlier one.</summary>
    public static VmCounter Make(ReadOnlySpan<byte> name, long value) => Make(name, value, null, default, null);

    private static VmCounter Make(ReadOnlySpan<byte> name, long value, VmCounter? earlier, TimeSpan elapsed, DateTime? time)
    {
        string text = earlier?.Name ?? Encoding.UTF8.GetString(name);
        long? delta = earlier is null ? null : unchecked(value - earlier.Value);
        return new VmCounter
        {
            Name = text,
            Value = value,
            Group = earlier?.Group ?? VmStatNames.GroupOf(text),
            IsGauge = earlier?.IsGauge ?? VmStatNames.IsGauge(text),
            Delta = delta,
            Rate = delta is { } change && elapsed > TimeSpan.Zero ? change / elapsed.TotalSeconds : null,
            Time = time,
        };
    }

    // Both readings come from one kernel, so the counter is nearly always the next one.
    private static VmCounter? Find(VmCounter[]? earlier, ReadOnlySpan<byte> name, ref int position)
    {
        if (earlier is null)
            return null;
        for (int i = 0; i < earlier.Length; i++)
        {
            int at = (position + i) % earlier.Length;
            if (!IsName(earlier[at].Name, name))
                continue;
            position = at + 1;
            return earlier[at];
        }
        return null;
    }

    private static bool IsName(string text, ReadOnlySpan<byte> name) => Ascii.Equals(name, text);
}
