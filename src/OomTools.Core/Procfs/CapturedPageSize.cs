namespace OomTools.Procfs;

/// <summary>
/// A capture does not say its page size, but tells the same amount once in kB and once in pages: MemTotal and the managed
/// pages of all zones (since 3.10), or MemFree and nr_free_pages (which were read a moment apart).
/// </summary>
internal static class CapturedPageSize
{
    private static readonly int[] s_sizes = [4096, 8192, 16384, 65536];

    /// <summary>The page size, or null when the capture has not enough files.</summary>
    public static int? Infer(SystemRoot root)
    {
        using SystemFile meminfo = root.Read("/proc/meminfo");
        using SystemFile zoneinfo = root.Read("/proc/zoneinfo");
        using SystemFile vmstat = root.Read("/proc/vmstat");
        return Infer(ValueOf(meminfo.Content, "MemTotal:"u8), SumOf(zoneinfo.Content, "managed"u8))
            ?? Infer(ValueOf(meminfo.Content, "MemFree:"u8), ValueOf(vmstat.Content, "nr_free_pages"u8));
    }

    /// <summary>The page size nearest to the ratio of kilobytes to pages.</summary>
    private static int? Infer(long kilobytes, long pages)
    {
        if (kilobytes <= 0 || pages <= 0)
            return null;
        double ratio = kilobytes * 1024.0 / pages;
        int nearest = s_sizes[0];
        foreach (int size in s_sizes)
        {
            if (Math.Abs(Math.Log2(ratio / size)) < Math.Abs(Math.Log2(ratio / nearest)))
                nearest = size;
        }
        // Half a power of two off is no page size but two files that do not belong together.
        return Math.Abs(Math.Log2(ratio / nearest)) < 0.5 ? nearest : null;
    }

    private static long ValueOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            if (fields.Next().SequenceEqual(name))
                return fields.TryNext(out long value) ? value : 0;
        }
        return 0;
    }

    private static long SumOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        long sum = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            if (fields.Next().SequenceEqual(name) && fields.TryNext(out long value))
                sum = KernelNumber.Add(sum, value);
        }
        return sum;
    }
}
