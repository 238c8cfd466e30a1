using OomTools.Text;

namespace OomTools.Logs;

/// <summary>Notices that records were lost, from the kernel, journald and journalctl.</summary>
internal static class LostRecords
{
    /// <summary>True when the text is or begins with such a notice; the rest is what the kernel printed on the same line (4.14 and before).</summary>
    /// <param name="text">A record's text.</param>
    /// <param name="lost">How many; null where the notice does not say.</param>
    public static bool TrySkip(ref ByteCursor text, out long? lost)
    {
        lost = null;
        return text.Current switch
        {
            (byte)'*' => TrySkipDropped(ref text, out lost),
            (byte)'p' => IsPrintkDropped(text, out lost) && End(ref text),
            (byte)'d' => IsDropped(text, out lost) && End(ref text),
            (byte)'s' => IsJournald(text, out lost) && End(ref text),
            (byte)'T' => text.Rest.StartsWith("Too many dropped messages"u8) && End(ref text),
            (byte)'M' => IsMissed(text, out lost) && End(ref text),
            _ => false,
        };
    }

    /// <summary><c>Missed 12 kernel messages</c>, which journald writes in the kernel's place.</summary>
    public static bool IsMissed(ByteCursor text, out long? lost)
    {
        lost = null;
        return text.Skip("Missed "u8) && TryCount(ref text, out lost) && text.Rest.StartsWith(" kernel messages"u8);
    }

    /// <summary>What journald and rsyslog write as their own words when they lost records that may have been the kernel's.</summary>
    public static bool IsOfLogger(ByteCursor text, out long? lost) =>
        IsMissed(text, out lost) || text.Rest.StartsWith("/dev/kmsg buffer overrun"u8) || IsRateLimited(text.Rest);

    /// <summary>
    /// <c>imjournal: 406 messages lost due to rate-limiting</c>: of all programs together, so nobody knows how many were the kernel's. The
    /// like of imuxsock are about one program, which is never the kernel.
    /// </summary>
    private static bool IsRateLimited(ReadOnlySpan<byte> text) =>
        (text.StartsWith("imjournal"u8) || text.StartsWith("imklog"u8))
        && (text.IndexOf(" messages lost due to rate-limiting"u8) > 0 || text.IndexOf(" drop messages due to rate-limiting"u8) > 0);

    /// <summary>The first place in raw bytes of a log that may belong to such a notice, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        while (bytes[start..].IndexOf("messages"u8) is >= 0 and int found)
        {
            int at = start + found;
            if (MayBeNotice(bytes[..at], bytes[at..]))
                return at;
            start = at + 1;
        }

        return -1;
    }

    private static bool MayBeNotice(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text) =>
        text.StartsWith("messages dropped"u8) || text.StartsWith("messages lost"u8)
        || text.StartsWith("messages due to rate"u8) || before.EndsWith(" kernel "u8) || before.TrimEnd(" 0123456789"u8).EndsWith("dropped"u8);

    /// <summary><c>-- Boot 8a33… --</c>, <c>-- Reboot --</c>, <c>-- Journal begins at … --</c>: not the kernel's words, and another boot's lines may follow.</summary>
    public static bool IsSeparator(ReadOnlySpan<byte> line) =>
        line.StartsWith("-- "u8) && line.EndsWith(" --"u8)
        && (line.StartsWith("-- Boot "u8) || line.StartsWith("-- Reboot "u8) || line.StartsWith("-- Journal begins "u8)
            || line.StartsWith("-- Logs begin "u8) || line.StartsWith("-- No entries "u8));

    /// <summary><c>Panic#1 Part2</c>: the first line of a pstore file; what follows need not continue what came before.</summary>
    public static bool IsPstorePart(ReadOnlySpan<byte> line)
    {
        const int MaxHeader = 40;
        if (line.Length > MaxHeader || line.Length < 8 || line[0] is < (byte)'A' or > (byte)'Z')
            return false;
        int hash = line.IndexOf((byte)'#');
        if (hash < 3)
            return false;
        var count = new ByteCursor(line[(hash + 1)..]);
        return count.TryNumber(out _) && count.Skip(" Part"u8) && count.TryNumber(out _) && count.AtEnd;
    }

    private static bool TrySkipDropped(ref ByteCursor text, out long? lost)
    {
        int start = text.Position;
        lost = null;
        if (text.Skip("** "u8) && TryCount(ref text, out lost) && text.Skip(" printk messages dropped **"u8))
        {
            _ = text.Skip((byte)' ');
            return true;
        }

        text.Position = start;
        return false;
    }

    private static bool IsPrintkDropped(ByteCursor text, out long? lost)
    {
        lost = null;
        return text.Skip("printk: "u8)
            && (IsDropped(text, out lost) || (TryCount(ref text, out lost) && text.Rest.StartsWith(" messages dropped"u8)));
    }

    private static bool IsDropped(ByteCursor text, out long? lost)
    {
        lost = null;
        return text.Skip("dropped "u8) && TryCount(ref text, out lost) && text.Rest.StartsWith(" messages"u8);
    }

    private static bool IsJournald(ByteCursor text, out long? lost)
    {
        lost = null;
        if (!text.Rest.StartsWith("systemd-journald["u8))
            return false;
        int missed = text.Rest.IndexOf("]: Missed "u8);
        if (missed < 0)
            return text.Rest.IndexOf("/dev/kmsg buffer overrun"u8) >= 0;
        text.Position += missed + "]: ".Length;
        return IsMissed(text, out lost);
    }

    private static bool TryCount(ref ByteCursor text, out long? count)
    {
        bool isNumber = text.TryNumber(out long number);
        count = isNumber ? number : null;
        return isNumber;
    }

    private static bool End(ref ByteCursor text)
    {
        text.Position += text.Rest.Length;
        return true;
    }
}
