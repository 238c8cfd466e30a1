using System.Buffers.Text;

namespace OomTools.Procfs;

/// <summary>
/// <c>/proc/pressure/memory</c> and <c>memory.pressure</c> of a cgroup: the lines "some" and "full". World-readable.
/// </summary>
internal static class PressureInfo
{
    public const string Path = "/proc/pressure/memory";

    public static SystemReading<MemoryPressure> Read(SystemRoot root) => Read(root, Path, null);

    public static SystemReading<MemoryPressure> Read(SystemRoot root, string path, string? cgroupPath)
    {
        using SystemFile file = root.Read(path);
        return SystemReading<MemoryPressure>.Of(file, Parse(file.Content, cgroupPath));
    }

    /// <summary>The same reading, with when and after what it was made.</summary>
    public static MemoryPressure At(MemoryPressure pressure, DateTime time, PressureKind? triggered, TimeSpan? waited) => new()
    {
        CgroupPath = pressure.CgroupPath,
        SomeAverage10 = pressure.SomeAverage10,
        SomeAverage60 = pressure.SomeAverage60,
        SomeAverage300 = pressure.SomeAverage300,
        SomeTotal = pressure.SomeTotal,
        FullAverage10 = pressure.FullAverage10,
        FullAverage60 = pressure.FullAverage60,
        FullAverage300 = pressure.FullAverage300,
        FullTotal = pressure.FullTotal,
        Time = time,
        Triggered = triggered,
        Waited = waited,
    };

    /// <summary>The two lines; null when there is none.</summary>
    public static MemoryPressure? Parse(ReadOnlySpan<byte> text, string? cgroupPath = null)
    {
        var some = default(Line);
        var full = default(Line);
        bool found = false;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            ReadOnlySpan<byte> kind = fields.Next();
            if (kind.SequenceEqual("some"u8))
                found |= some.TryParse(fields);
            else if (kind.SequenceEqual("full"u8))
                found |= full.TryParse(fields);
        }
        return !found ? null : new MemoryPressure
        {
            CgroupPath = cgroupPath,
            SomeAverage10 = some.Average10,
            SomeAverage60 = some.Average60,
            SomeAverage300 = some.Average300,
            SomeTotal = some.Total,
            FullAverage10 = full.Average10,
            FullAverage60 = full.Average60,
            FullAverage300 = full.Average300,
            FullTotal = full.Total,
        };
    }

    private struct Line
    {
        public double? Average10 { get; private set; }

        public double? Average60 { get; private set; }

        public double? Average300 { get; private set; }

        public TimeSpan? Total { get; private set; }

        public bool TryParse(FieldCursor fields)
        {
            bool found = false;
            while (fields.Next() is { IsEmpty: false } field)
            {
                int equals = field.IndexOf((byte)'=');
                if (equals < 0)
                    continue;
                ReadOnlySpan<byte> value = field[(equals + 1)..];
                found |= field[..equals] switch
                {
                    var key when key.SequenceEqual("avg10"u8) => (Average10 = Percent(value)) is not null,
                    var key when key.SequenceEqual("avg60"u8) => (Average60 = Percent(value)) is not null,
                    var key when key.SequenceEqual("avg300"u8) => (Average300 = Percent(value)) is not null,
                    var key when key.SequenceEqual("total"u8) => (Total = Microseconds(value)) is not null,
                    _ => false,
                };
            }
            return found;
        }

        // Utf8Parser knows no culture.
        private static double? Percent(ReadOnlySpan<byte> text) =>
            Utf8Parser.TryParse(text, out double value, out int length) && length == text.Length && double.IsFinite(value) ? value : null;

        private static TimeSpan? Microseconds(ReadOnlySpan<byte> text) =>
            KernelNumber.TryParse(text, out long value) && value is >= 0 and < long.MaxValue / 10 ? TimeSpan.FromTicks(value * 10) : null;
    }
}
