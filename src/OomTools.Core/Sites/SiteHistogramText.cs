using System.Buffers.Text;
using OomTools.Procfs;

namespace OomTools.Sites;

/// <summary>
/// The <c>hist</c> file of an allocation event: <c>{ call_site: ffffffff8154bc62 } hitcount: 3  bytes_alloc: 192</c> for each site, and
/// at the end <c>Dropped: 0</c>. Kernel document: trace/histogram.rst (since 4.7, CONFIG_HIST_TRIGGERS).
/// </summary>
internal static class SiteHistogramText
{
    /// <summary>Adds the entries to the sums; other histograms of the file are passed over.</summary>
    /// <returns>Hits that found no room in the histogram.</returns>
    public static long AddTo(SiteTotals totals, ReadOnlySpan<byte> text)
    {
        long dropped = 0;
        foreach (ReadOnlySpan<byte> line in new LineCursor(text))
        {
            if (line.StartsWith("{ call_site: "u8))
            {
                ReadOnlySpan<byte> site = line["{ call_site: "u8.Length..].TrimStart((byte)' ');
                if (Utf8Parser.TryParse(site, out ulong address, out int length, 'x') && site[length..].StartsWith(" }"u8)
                    && TryFind(line, "hitcount:"u8, out long calls) && TryFind(line, "bytes_alloc:"u8, out long bytes))
                    totals.Add(address, bytes, calls);
            }
            else if (line.StartsWith("    Dropped: "u8) && TryFind(line, "Dropped:"u8, out long count))
            {
                dropped = KernelNumber.Add(dropped, count);
            }
        }

        return dropped;
    }

    private static bool TryFind(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        int at = line.IndexOf(name);
        return at >= 0 && KernelNumber.TryParsePrefix(line[(at + name.Length)..].TrimStart((byte)' '), out value);
    }
}
