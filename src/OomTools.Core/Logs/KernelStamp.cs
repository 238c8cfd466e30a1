using OomTools.Text;

namespace OomTools.Logs;

/// <summary>The kernel's own stamp, <c>[   19.989659]</c>, the caller after it, and what vendors put behind.</summary>
internal static class KernelStamp
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>Above this many seconds (a century) the number is no uptime.</summary>
    private const long MaxSeconds = 3_200_000_000;

    /// <summary>The widest vendor bracket worth taking for one: <c>[1:kworker/u16:3:  123]</c>.</summary>
    private const int MaxVendorGroup = 40;

    /// <summary>Reads stamp, caller and the blank after them.</summary>
    public static bool TryRead(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        if (!TryReadStamp(ref line, out long ticks))
        {
            line.Position = start;
            return false;
        }

        prefix.Uptime = ticks;
        TryReadCaller(ref line, ref prefix);
        _ = line.Skip((byte)' ');
        return true;
    }

    /// <summary>Reads the first stamp that stands anywhere in the line; moves behind it.</summary>
    public static bool TryFind(ref ByteCursor line, ref LinePrefix prefix)
    {
        ByteCursor search = line;
        int bracket;
        while ((bracket = search.Rest.IndexOf((byte)'[')) >= 0)
        {
            search.Position += bracket;
            if (TryRead(ref search, ref prefix))
            {
                line.Position = search.Position;
                return true;
            }

            search.Position++;
        }

        return false;
    }

    /// <summary>True where a stamp begins.</summary>
    public static bool IsAt(ByteCursor line) => TryReadStamp(ref line, out _);

    /// <summary>The caller directly after a stamp (the kernel) or one blank away (util-linux 2.40 and later): <c>[   T48]</c>, <c>[    C0]</c>.</summary>
    public static void TryReadCaller(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        _ = line.Skip((byte)' ');
        if (line.Skip((byte)'['))
        {
            line.SkipSpaces();
            char kind = (char)line.Current;
            line.Position++;
            if (kind is 'T' or 'C' && line.TryNumber(out long id) && id <= int.MaxValue && line.Skip((byte)']'))
            {
                prefix.Caller = new LogCaller(kind, (int)id);
                return;
            }
        }

        line.Position = start;
    }

    /// <summary>Whether a vendor's group may begin with these two bytes. The rows of a task table begin with a bracket too, most with blanks in it.</summary>
    public static bool MayBeVendorGroup(byte first, byte second) => first switch
    {
        (byte)'[' or (byte)'c' => (uint)(second - '0') <= 9,
        (byte)' ' or (byte)'-' => second == '(',
        _ => first == '(',
    };

    /// <summary>Passes over up to two groups that vendor kernels print after the stamp: <c>[1:kswapd0:  56] </c>, <c>(0)[42:init] </c>, <c>c0    12 </c>.</summary>
    public static void SkipVendorGroups(ref ByteCursor line)
    {
        for (int i = 0; i < 2 && TrySkipVendorGroup(ref line); i++)
        {
        }
    }

    private static bool TryReadStamp(ref ByteCursor line, out long ticks)
    {
        ticks = 0;
        if (!line.Skip((byte)'['))
            return false;
        line.SkipSpaces();
        if (!line.TryNumber(out long seconds) || seconds > MaxSeconds || !line.Skip((byte)'.') || !line.TryDigits(6, out int micros))
            return false;
        ticks = (seconds * TimeSpan.TicksPerSecond) + (micros * TicksPerMicrosecond);
        return line.Skip((byte)']') || TrySkipDelta(ref line);
    }

    /// <summary><c>[   14.455050 &lt;    0.000570&gt;]</c>: dmesg -d, journalctl -o short-delta.</summary>
    private static bool TrySkipDelta(ref ByteCursor line)
    {
        line.SkipSpaces();
        if (!line.Skip((byte)'<'))
            return false;
        line.SkipSpaces();
        _ = line.Skip((byte)'+') || line.Skip((byte)'-');
        if (line.TryNumber(out _) && line.Skip((byte)'.'))
            _ = line.TryNumber(out _);
        line.SkipSpaces();
        if (!line.Skip((byte)'>'))
            return false;
        line.SkipSpaces();
        return line.Skip((byte)']');
    }

    private static bool TrySkipVendorGroup(ref ByteCursor line)
    {
        ByteCursor group = line;
        if (group.Current == (byte)' ' && group.Peek(1) == (byte)'(')
            group.Position++;
        if (group.Skip((byte)'-') || group.Current == (byte)'(')
        {
            if (!group.Skip((byte)'(') || !group.TryNumber(out _) || !group.Skip((byte)')') || group.Current != (byte)'[')
                return false;
        }

        if (group.Skip((byte)'['))
        {
            // A number, a colon, a name: nothing that an OOM report prints begins so.
            ReadOnlySpan<byte> rest = group.Rest;
            if (!group.TryNumber(out _) || group.Current != (byte)':')
                return false;
            int end = rest[..Math.Min(rest.Length, MaxVendorGroup)].IndexOf((byte)']');
            if (end < 0)
                return false;
            group.Position += end - (rest.Length - group.Rest.Length) + 1;
        }
        else if (group.Skip((byte)'c') && group.TryNumber(out _) && group.SkipSpaces() > 1 && group.TryNumber(out _))
        {
            // c0    12 text: CPU and pid.
        }
        else
        {
            return false;
        }

        _ = group.Skip((byte)' ');
        line.Position = group.Position;
        return true;
    }
}
