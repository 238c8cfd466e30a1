namespace OomTools.Oom;

/// <summary>
/// <c>SLUB: Unable to allocate memory on node N (gfp=0x…)</c> up to 4.5, <c>…, gfp=0x…(names)</c> since 4.6; SLAB likewise.
/// Two more lines name the cache and count a node's slabs.
/// </summary>
internal static class SlubLine
{
    /// <summary>The flags of the object's allocation.</summary>
    public static bool TryReadMask(ReadOnlySpan<byte> line, out RequestFacts request)
    {
        request = default;
        RequestFacts facts = default;
        int at = line.IndexOf("gfp="u8);
        if (at < 0)
        {
            return false;
        }

        var cursor = new FieldCursor(line[(at + 4)..]);
        bool read = facts.TryReadMask(ref cursor);
        request = facts;
        return read;
    }
}
