namespace OomTools.Oom;

/// <summary>The beginning of node, zone and buddy lines: <c>[Node N ]&lt;zone&gt;</c>. Kernels without NUMA print no node.</summary>
internal static class ZoneName
{
    public static bool TryRead(ReadOnlySpan<byte> line, out int node, out ReadOnlySpan<byte> zone, out ReadOnlySpan<byte> rest)
    {
        node = 0;
        zone = default;
        rest = line;
        bool hasNode = line.StartsWith("Node "u8);
        if (hasNode)
        {
            var cursor = new FieldCursor(line[5..]);
            if (!cursor.TryReadInt(out node) || node < 0)
            {
                return false;
            }

            _ = cursor.TrySkip(" "u8);
            rest = cursor.Rest;
        }

        int end = rest.IndexOfAny((byte)' ', (byte)':');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        if (IsZone(word))
        {
            zone = word;
            rest = rest[word.Length..];
            return true;
        }

        return hasNode;
    }

    private static bool IsZone(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("DMA32"u8) || word.SequenceEqual("Normal"u8) || word.SequenceEqual("DMA"u8)
        || word.SequenceEqual("HighMem"u8) || word.SequenceEqual("Movable"u8) || word.SequenceEqual("Device"u8);
}
