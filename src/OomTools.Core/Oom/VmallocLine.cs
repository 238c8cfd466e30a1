namespace OomTools.Oom;

/// <summary>
/// A vmalloc failure's own words: <c>vmalloc: allocation failure…</c> (3.0 to 5.12), <c>vmalloc error: size N, …</c>
/// (5.14 and later), <c>vmap allocation for size N failed…</c>. Up to 4.8 a line of its own before an ordinary failure.
/// </summary>
internal static class VmallocLine
{
    public static bool Is(ReadOnlySpan<byte> line) =>
        line.StartsWith("vmalloc: allocation failure"u8) || line.StartsWith("vmalloc error: size "u8)
        || line.StartsWith("vmap allocation for size "u8) || line.StartsWith("vmalloc_node_range for size "u8);

    /// <summary>The bytes asked for.</summary>
    public static long? Size(ReadOnlySpan<byte> text)
    {
        var cursor = new FieldCursor(text);
        // "allocated 0 of 4096 bytes", "allocation failure: 4096 bytes", "size 4096".
        bool found = cursor.TryReadTo(" of "u8, out _) || cursor.TryReadTo(" size "u8, out _) || cursor.TryReadTo("failure: "u8, out _);
        return found && cursor.TryReadLong(out long size) ? size : null;
    }
}
