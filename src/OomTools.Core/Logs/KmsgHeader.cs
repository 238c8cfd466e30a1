using OomTools.Text;

namespace OomTools.Logs;

/// <summary>The head of a /dev/kmsg record, <c>4,379,19989659,-,caller=T461;</c>, and of extended netconsole messages.</summary>
internal static class KmsgHeader
{
    /// <summary>More than every field that any kernel printed, together.</summary>
    private const int MaxFields = 128;

    public static bool TryRead(ref ByteCursor line, ref LinePrefix prefix)
    {
        int start = line.Position;
        if (TryReadNumbers(ref line, ref prefix))
            return true;

        // netconsole with release (6.6 and later): 6.4.0,6,444,501151268,-;text
        line.Position = start;
        ReadOnlySpan<byte> rest = line.Rest;
        int comma = rest[..Math.Min(rest.Length, MaxFields)].IndexOf((byte)',');
        if (comma > 0 && rest[..comma].Contains((byte)'.') && !rest[..comma].Contains((byte)' '))
        {
            line.Position += comma + 1;
            if (TryReadNumbers(ref line, ref prefix))
                return true;
        }

        line.Position = start;
        return false;
    }

    private static bool TryReadNumbers(ref ByteCursor line, ref LinePrefix prefix)
    {
        if (!line.TryNumber(out long priority) || priority > 255 || !line.Skip((byte)',') || !line.TryNumber(out long sequence)
            || !line.Skip((byte)',') || !line.TryNumber(out long micros))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line.Rest;
        int end = rest[..Math.Min(rest.Length, MaxFields)].IndexOf((byte)';');
        // Kernel 3.5 had no flags: the text followed the time.
        if (end < 0 || (end > 0 && rest[0] != (byte)','))
            return false;
        if (end > 2)
            ReadFields(rest[1..end], ref prefix);
        line.Position += end + 1;
        prefix.Priority = (int)priority;
        prefix.Sequence = sequence;
        prefix.Uptime = micros < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond ? micros * TimeSpan.TicksPerMicrosecond : LinePrefix.Unknown;
        prefix.Escapes = TextEscapes.Kmsg;
        prefix.HasOrigin = true;
        return true;
    }

    private static void ReadFields(ReadOnlySpan<byte> fields, ref LinePrefix prefix)
    {
        while (!fields.IsEmpty)
        {
            int comma = fields.IndexOf((byte)',');
            ReadOnlySpan<byte> field = comma < 0 ? fields : fields[..comma];
            fields = comma < 0 ? default : fields[(comma + 1)..];
            if (field.StartsWith("caller="u8))
                ReadCaller(new ByteCursor(field["caller=".Length..]), ref prefix);
            else if (field.StartsWith("ncfrag="u8))
                ReadFragment(new ByteCursor(field["ncfrag=".Length..]), ref prefix);
        }
    }

    private static void ReadCaller(ByteCursor caller, ref LinePrefix prefix)
    {
        char kind = (char)caller.Current;
        if (kind is not ('T' or 'C'))
            return;
        caller.Position++;
        if (caller.TryNumber(out long id) && id <= int.MaxValue)
            prefix.Caller = new LogCaller(kind, (int)id);
    }

    private static void ReadFragment(ByteCursor fragment, ref LinePrefix prefix)
    {
        if (!fragment.TryNumber(out long offset) || !fragment.Skip((byte)'/') || !fragment.TryNumber(out long total)
            || total > Fragments.MaxMessage || offset >= total)
        {
            return;
        }

        prefix.FragmentOffset = (int)offset;
        prefix.FragmentTotal = (int)total;
    }
}
