namespace OomTools.Oom;

/// <summary>
/// <c>&lt;comm&gt;: page allocation failure: order:N, mode:0x…(names), nodemask=…,cpuset=…,mems_allowed=…</c>, the stall
/// forms of 4.9 to 4.13 and 7.2, and since 4.9 <c>&lt;comm&gt;: vmalloc error: …, mode:0x…</c>. Source: <c>warn_alloc</c>.
/// </summary>
internal static class AllocationFailureLine
{
    private static ReadOnlySpan<byte> PageAllocation => ": page allocation "u8;

    /// <summary>A vmalloc failure that went through <c>warn_alloc</c> (4.9 and later), not a line of its own.</summary>
    public static bool IsVmalloc(ReadOnlySpan<byte> line) => line.IndexOf(", mode:0x"u8) > 0 && !VmallocLine.Is(line);

    public static bool TryRead(ReadOnlySpan<byte> line, out RequestFacts request)
    {
        request = default;
        RequestFacts facts = default;
        int at = line.LastIndexOf(PageAllocation);
        ReadOnlySpan<byte> rest;
        if (at > 0)
        {
            facts.Name = line[..at];
            rest = line[(at + PageAllocation.Length)..];
            facts.IsStall = rest.StartsWith("stall"u8);
            if (!facts.IsStall && !rest.StartsWith("failure"u8))
            {
                return false;
            }

            if (facts.IsStall)
            {
                int order = rest.IndexOf("order:"u8);
                facts.Detail = line[(at + 2)..(order < 0 ? line.Length : line.Length - rest.Length + order)].TrimEnd(" ,:"u8);
            }
        }
        else if (!TryReadVmalloc(line, ref facts, out rest))
        {
            return false;
        }

        ReadFields(rest, ref facts);
        request = facts;
        return true;
    }

    private static bool TryReadVmalloc(ReadOnlySpan<byte> line, scoped ref RequestFacts request, out ReadOnlySpan<byte> rest)
    {
        rest = line;
        int mode = line.LastIndexOf(", mode:0x"u8);
        int at = line.IndexOf(": vmalloc"u8);
        at = at < 0 ? line.IndexOf(": vmap allocation"u8) : at;
        if (at <= 0 || mode <= at)
        {
            return false;
        }

        request.Name = line[..at];
        request.Detail = line[(at + 2)..mode];
        request.Size = VmallocLine.Size(request.Detail);
        rest = line[mode..];
        return true;
    }

    private static void ReadFields(ReadOnlySpan<byte> rest, scoped ref RequestFacts request)
    {
        var cursor = new FieldCursor(rest);
        if (rest.IndexOf("order:"u8) is >= 0 and int order)
        {
            cursor.Skip(order + 6);
            request.Order = cursor.TryReadInt(out int value) ? value : null;
        }

        if (!cursor.TryReadTo("mode:"u8, out _) || !request.TryReadMask(ref cursor))
        {
            return;
        }

        // A cpuset's name may hold anything but the fields stand in this order.
        ReadOnlySpan<byte> tail = cursor.Rest;
        int nodes = tail.IndexOf("nodemask="u8);
        if (nodes < 0)
        {
            return;
        }

        tail = tail[(nodes + 9)..];
        int cpuset = tail.IndexOf(",cpuset="u8);
        request.NodeMask = cpuset < 0 ? tail : tail[..cpuset];
        int mems = tail.LastIndexOf(",mems_allowed="u8);
        if (cpuset >= 0)
        {
            request.Cpuset = mems > cpuset ? tail[(cpuset + 8)..mems] : tail[(cpuset + 8)..];
            request.MemsAllowed = mems > cpuset ? tail[(mems + 14)..] : default;
        }
    }
}
