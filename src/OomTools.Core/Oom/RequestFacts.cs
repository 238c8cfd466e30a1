namespace OomTools.Oom;

/// <summary>What a header or a failure line says about the request; parts of the line, valid as long as it is.</summary>
internal ref struct RequestFacts
{
    public ReadOnlySpan<byte> Name;
    public ulong? Mask;
    public ReadOnlySpan<byte> Flags;
    public ReadOnlySpan<byte> NodeMask;
    public int? Order;
    public int? OomScoreAdj;
    public ReadOnlySpan<byte> Cpuset;
    public ReadOnlySpan<byte> MemsAllowed;

    /// <summary>A stall: the request was still running.</summary>
    public bool IsStall;

    /// <summary>The kernel's words between the name and the mask, where they are not "page allocation failure".</summary>
    public ReadOnlySpan<byte> Detail;

    /// <summary>Bytes asked for, where the line says so.</summary>
    public long? Size;

    /// <summary>"0x6200ca(GFP_HIGHUSER_MOVABLE)": the number and, since 4.6, its names.</summary>
    public bool TryReadMask(scoped ref FieldCursor cursor)
    {
        if (!cursor.TryReadHex(out ulong mask))
        {
            return false;
        }

        Mask = mask;
        if (cursor.Peek == '(')
        {
            cursor.Skip(1);
            if (cursor.TryReadTo(")"u8, out ReadOnlySpan<byte> flags))
            {
                Flags = flags;
            }
            else
            {
                // Cut off within the names.
                Flags = cursor.Rest;
                cursor.Skip(cursor.Rest.Length);
            }
        }

        return true;
    }
}
