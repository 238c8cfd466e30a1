namespace OomTools.Procfs;

/// <summary>
/// A capture does not say its page size, but tells the same amounts once in kB and once in pages. They were read a moment
/// apart, and virtio-mem can make MemTotal more than the zones have, so that the majority of all pairs decides.
/// </summary>
internal static class CapturedPageSize
{
    private static readonly int[] s_sizes = [4096, 8192, 16384, 65536];

    // meminfo, vmstat
    private static readonly (string Kilobytes, string Pages)[] s_pairs =
    [
        ("MemFree:", "nr_free_pages"),
        ("AnonPages:", "nr_anon_pages"),
        ("Mapped:", "nr_mapped"),
        ("Shmem:", "nr_shmem"),
        ("SReclaimable:", "nr_slab_reclaimable"),
        ("SUnreclaim:", "nr_slab_unreclaimable"),
        ("PageTables:", "nr_page_table_pages"),
    ];

    /// <summary>The page size, or null when the capture has not enough files.</summary>
    public static int? Infer(SystemRoot root)
    {
        using SystemFile meminfo = root.Read("/proc/meminfo");
        using SystemFile zoneinfo = root.Read("/proc/zoneinfo");
        using SystemFile vmstat = root.Read("/proc/vmstat");
        Span<int> votes = stackalloc int[s_sizes.Length];
        Vote(votes, ValueOf(meminfo.Content, "MemTotal:"), SumOf(zoneinfo.Content, "managed"u8));
        foreach ((string kilobytes, string pages) in s_pairs)
            Vote(votes, ValueOf(meminfo.Content, kilobytes), ValueOf(vmstat.Content, pages));
        int most = 0;
        for (int i = 1; i < votes.Length; i++)
        {
            if (votes[i] > votes[most])
                most = i;
        }
        return votes[most] > 0 ? s_sizes[most] : ByHugePage(ValueOf(meminfo.Content, "Hugepagesize:"));
    }

    /// <summary>A huge page is as many small ones as a page holds entries of eight bytes: 512 MiB or 32 MiB are those of arm64 with large pages.</summary>
    private static int? ByHugePage(long kilobytes) => kilobytes switch
    {
        32 << 10 => 16384,
        512 << 10 => 65536,
        _ => null,
    };

    /// <summary>Votes for the page size nearest to the ratio of kilobytes to pages.</summary>
    private static void Vote(Span<int> votes, long kilobytes, long pages)
    {
        if (kilobytes <= 0 || pages <= 0)
            return;
        double ratio = kilobytes * 1024.0 / pages;
        for (int i = 0; i < s_sizes.Length; i++)
        {
            // Half a power of two off is no page size but two numbers that do not belong together.
            if (Math.Abs(Math.Log2(ratio / s_sizes[i])) < 0.5)
                votes[i]++;
        }
    }

    private static long ValueOf(ReadOnlySpan<byte> text, string name)
    {
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            var fields = new FieldCursor(line);
            if (System.Text.Ascii.Equals(fields.Next(), name))
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
