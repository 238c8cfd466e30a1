using OomTools.Procfs;

namespace OomTools.Tracing;

/// <summary>Lines of trace text that say that events were lost.</summary>
internal static class TraceLoss
{
    /// <summary>
    /// Events that a line says are missing: <c>CPU:2 [LOST 123 EVENTS]</c> and <c>CPU:2 [LOST EVENTS]</c> of the kernel (counts as one),
    /// <c>CPU:2 [123 EVENTS DROPPED]</c> of trace-cmd, and those that the head of <c>trace</c> says were overwritten. 0 for another line.
    /// </summary>
    public static long Of(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#"u8))
            return Overwritten(line);
        ReadOnlySpan<byte> text = line.TrimStart((byte)' ');
        if (!text.StartsWith("CPU:"u8))
            return 0;
        int open = text.IndexOf((byte)'[');
        if (open < 0)
            return 0;
        text = text[(open + 1)..];
        if (text.StartsWith("LOST "u8))
            text = text["LOST "u8.Length..];
        if (text.StartsWith("EVENTS"u8))
            return 1;
        return KernelNumber.TryParsePrefix(text, out long count) ? count : 0;
    }

    // "# entries-in-buffer/entries-written: 392/400   #P:1"
    private static long Overwritten(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> key = "entries-written: "u8;
        int at = line.IndexOf(key);
        if (at < 0)
            return 0;
        ReadOnlySpan<byte> rest = line[(at + key.Length)..];
        int slash = rest.IndexOf((byte)'/');
        return slash > 0 && KernelNumber.TryParse(rest[..slash], out long held) && KernelNumber.TryParsePrefix(rest[(slash + 1)..], out long written)
            ? Math.Max(0, written - held)
            : 0;
    }
}
