using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>
/// Text of the events <c>mm_shrink_slab_start</c> and <c>_end</c>, as kernels since 3.0 print it, as they do with the option <c>fields</c> (6.4+), and
/// as <c>trace-cmd report -R</c> does.
/// </summary>
internal static class ShrinkerEventText
{
    /// <summary>Reads what follows the event's name; false when it is something else.</summary>
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="one">The event; its kind is known.</param>
    /// <param name="function">The function with its offset and module.</param>
    /// <param name="label">What is printed for the shrinker's address: hashed, plain, or <c>(____ptrval____)</c>.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, ref ShrinkerEvent one, out ReadOnlySpan<byte> function, out ReadOnlySpan<byte> label)
    {
        if (text.StartsWith("shr="u8))
            return TryFields(text, ref one, out function, out label);
        function = label = default;
        int colon = text.IndexOf(": "u8);
        if (colon < 0)
            return false;
        ReadOnlySpan<byte> head = text[..colon];
        int blank = head.LastIndexOf((byte)' ');
        if (blank <= 0)
            return false;
        function = head[..blank];
        label = head[(blank + 1)..];
        one.Shrinker = AddressOf(label);
        text = text[(colon + 2)..];
        one.IsOldForm = !text.StartsWith("nid: "u8);
        one.Node = one.IsOldForm ? ShrinkerEvent.Unknown : (int)Math.Clamp(After(text, "nid: "u8, out _), -1, int.MaxValue);
        long cgroup = After(text, "memcg_id: "u8, out bool hasCgroup);
        one.Cgroup = hasCgroup ? cgroup : ShrinkerEvent.Unknown;
        one.TotalScan = After(text, "total_scan "u8, out bool hasTotal);
        if (!hasTotal)
            return false;
        if (one.IsStart)
        {
            one.CacheItems = After(text, "cache items "u8, out bool hasItems);
            long priority = After(text, "priority "u8, out bool hasPriority);
            one.Priority = hasPriority ? (int)Math.Clamp(priority, -1, 99) : ShrinkerEvent.Unknown;
            return hasItems;
        }
        one.NewScan = After(text, "new scan count "u8, out bool hasNew);
        one.Returned = After(text, "return val "u8, out bool hasReturned);
        return hasNew && hasReturned;
    }

    // "shr=0x… nid=0 shrink=super_cache_scan+0x0 unused_scan=2 new_scan=316 retval=96 total_scan=316"; with the option fields each number
    // is "0x13c (316)".
    private static bool TryFields(ReadOnlySpan<byte> text, ref ShrinkerEvent one, out ReadOnlySpan<byte> function, out ReadOnlySpan<byte> label)
    {
        label = Value(text, "shr="u8);
        function = Function(text);
        one.Shrinker = AddressOf(label);
        one.Node = Number(text, " nid="u8, out int node) ? node : ShrinkerEvent.Unknown;
        one.IsOldForm = one.Node < 0;
        one.Cgroup = Number(text, " memcg_id="u8, out long cgroup) ? cgroup : ShrinkerEvent.Unknown;
        if (function.IsEmpty || !Number(text, " total_scan="u8, out one.TotalScan))
            return false;
        if (!one.IsStart)
            return Number(text, " new_scan="u8, out one.NewScan) && Number(text, " retval="u8, out one.Returned);
        one.Priority = Number(text, " priority="u8, out int priority) ? priority : ShrinkerEvent.Unknown;
        return Number(text, " cache_items="u8, out one.CacheItems);
    }

    private static long After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out bool found)
    {
        int at = text.IndexOf(key);
        found = false;
        if (at < 0)
            return 0;
        text = text[(at + key.Length)..];
        int end = text.IndexOf((byte)' ');
        found = KernelNumber.TryParse(end < 0 ? text : text[..end], out long value);
        return value;
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return default;
        text = text[(at + key.Length)..];
        int end = text.IndexOf((byte)' ');
        return end < 0 ? text : text[..end];
    }

    // With its module: "ext4_es_scan+0x0/0x380 [ext4]".
    private static ReadOnlySpan<byte> Function(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> name = Value(text, "shrink="u8);
        if (name.IsEmpty)
            return name;
        ReadOnlySpan<byte> rest = text[text.IndexOf("shrink="u8)..]["shrink="u8.Length..];
        int end = rest[name.Length..].StartsWith(" ["u8) ? rest.IndexOf((byte)']') : -1;
        return end < 0 ? name : rest[..(end + 1)];
    }

    private static bool Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out long value)
    {
        ReadOnlySpan<byte> number = Value(text, key);
        if (number.StartsWith("0x"u8))
        {
            ReadOnlySpan<byte> rest = text[text.IndexOf(key)..][(key.Length + number.Length)..];
            int end = rest.IndexOf((byte)')');
            if (rest.StartsWith(" ("u8) && end > 0)
                number = rest[2..end];
        }
        return KernelNumber.TryParse(number, out value);
    }

    private static bool Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key, out int value)
    {
        bool isNumber = Number(text, key, out long number) && number is >= int.MinValue and <= int.MaxValue;
        value = (int)number;
        return isNumber;
    }

    // Any text tells shrinkers apart; FNV-1a where it is no number.
    private static ulong AddressOf(ReadOnlySpan<byte> label)
    {
        ReadOnlySpan<byte> digits = label.StartsWith("0x"u8) ? label[2..] : label;
        if (digits.Length <= 16 && System.Buffers.Text.Utf8Parser.TryParse(digits, out ulong address, out int length, 'x') && length == digits.Length)
            return address;
        ulong hash = 14695981039346656037;
        foreach (byte one in label)
            hash = (hash ^ one) * 1099511628211;
        return hash;
    }
}
