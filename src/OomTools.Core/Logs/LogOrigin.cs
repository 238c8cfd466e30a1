using OomTools.Text;

namespace OomTools.Logs;

/// <summary>Who wrote a line, where a logger says so: <c>web01 kernel: </c>, <c>web01 kern.warn kernel: </c>, <c>web01 sshd[812]: </c>.</summary>
internal sealed class LogOrigin(HostNames hosts)
{
    /// <summary>The longest host name there may be.</summary>
    private const int MaxHost = 255;

    private const int MaxTag = 128;

    /// <summary>Reads host and tag after a stamp. Without either, what follows is text: the stamp was a capture tool's.</summary>
    public void Read(ref ByteCursor line, ref LinePrefix prefix)
    {
        line.SkipSpaces();
        ReadOnlySpan<byte> first = line.PeekWord(MaxHost);
        if (first.IsEmpty || first[0] is (byte)'[' or (byte)'<')
            return;
        if (first[^1] == (byte)':')
        {
            ReadHostlessTag(first, ref line, ref prefix);
            return;
        }

        int start = line.Position;
        line.Position += first.Length;
        line.SkipSpaces();
        bool hasFacility = TrySkipFacility(ref line);
        if (TrySkipKernelTag(ref line))
        {
            prefix.HasOrigin = true;
            prefix.Host = hosts.Intern(first);
        }
        else if (KernelStamp.IsAt(line) || (line.Current is >= (byte)'0' and <= (byte)'9' && KmsgHeader.TryRead(ref line, ref prefix)))
        {
            // A receiver of netconsole packets names the sender and no program.
            prefix.HasOrigin = true;
            prefix.Host = hosts.Intern(first);
        }
        else if (hasFacility || IsTag(line.PeekWord(MaxTag), line) && !IsKernelText(first))
        {
            NameHost(first, line, ref prefix);
            SetForeign(ref line, ref prefix);
        }
        else
        {
            line.Position = start;
        }
    }

    /// <summary><c>[   14.455050] web01 kernel: </c>: journalctl -o short-monotonic has its host behind the kernel's stamp.</summary>
    public void ReadAfterUptime(ref ByteCursor line, ref LinePrefix prefix)
    {
        // No host's name: nearly every line of a report.
        if (line.Current is (byte)'[' or (byte)' ')
            return;
        ReadOnlySpan<byte> first = line.PeekWord(MaxHost);
        if (first.IsEmpty || first[^1] == (byte)':')
            return;
        int start = line.Position;
        line.Position += first.Length + 1;
        if (line.Skip("kernel: "u8))
        {
            prefix.Host = hosts.Intern(first);
            prefix.HasOrigin = true;
            prefix.IsBare = false;
            return;
        }

        if (!line.AtEnd && hosts.Knows(first) && IsTag(line.PeekWord(MaxTag), line))
        {
            NameHost(first, line, ref prefix);
            SetForeign(ref line, ref prefix);
            return;
        }

        line.Position = start;
    }

    /// <summary>RFC 5424 after the version: time was read; host, program, process, message id and structured data follow.</summary>
    public void ReadRfc5424(ref ByteCursor line, ref LinePrefix prefix)
    {
        line.SkipSpaces();
        ReadOnlySpan<byte> host = line.PeekWord(MaxHost);
        line.Position += host.Length;
        line.SkipSpaces();
        ReadOnlySpan<byte> program = line.PeekWord(MaxTag);
        line.Position += program.Length;
        for (int field = 0; field < 2; field++)
        {
            line.SkipSpaces();
            line.Position += line.PeekWord(MaxTag).Length;
        }

        line.SkipSpaces();
        SkipStructuredData(ref line);
        _ = line.Skip((byte)' ');
        _ = line.Skip("\uFEFF"u8);
        if (!host.IsEmpty && !host.SequenceEqual("-"u8))
            prefix.Host = hosts.Intern(host);
        prefix.HasOrigin = true;
        prefix.IsForeign = !IsKernelName(program);
    }

    private static void ReadHostlessTag(ReadOnlySpan<byte> tag, ref ByteCursor line, ref LinePrefix prefix)
    {
        if (TrySkipKernelTag(ref line))
        {
            prefix.HasOrigin = true;
        }
        else if (tag.IndexOf((byte)'[') is > 0 and int bracket && tag[bracket..] is not [(byte)'[', (byte)']', ..])
        {
            // A program with its process id. Without one it may be the kernel's own text: "oom_reaper: …".
            SetForeign(ref line, ref prefix);
        }
    }

    /// <summary><c>kernel: </c>, <c>kernel[1]: </c>, <c>klogd: </c>. One blank belongs to the tag, a second one to the text.</summary>
    private static bool TrySkipKernelTag(ref ByteCursor line)
    {
        if (line.Skip("kernel: "u8))
            return true;
        ReadOnlySpan<byte> word = line.PeekWord(MaxTag);
        int colon = word.IndexOf((byte)':');
        if (colon < 0 || !IsKernelName(word[..colon]))
            return false;
        line.Position += colon + 1;
        _ = line.Skip((byte)' ');
        return true;
    }

    private static bool IsKernelName(ReadOnlySpan<byte> name)
    {
        int bracket = name.IndexOf((byte)'[');
        if (bracket > 0)
            name = name[..bracket];
        return name.SequenceEqual("kernel"u8) || name.SequenceEqual("klogd"u8) || name.SequenceEqual("vmunix"u8) || name.SequenceEqual("netconsole"u8);
    }

    /// <summary><c>sshd[812]:</c>, <c>CRON:</c>, and names with blanks before the process id.</summary>
    private static bool IsTag(ReadOnlySpan<byte> word, ByteCursor line) =>
        word.Length > 1 && word[^1] == (byte)':' && !line.AtEnd;

    /// <summary>Lines of a report that look like host and tag when a capture tool stamped them.</summary>
    private static bool IsKernelText(ReadOnlySpan<byte> first) =>
        first.SequenceEqual("Hardware"u8) || first.SequenceEqual("Call"u8) || first.SequenceEqual("Node"u8);

    /// <summary>BusyBox: <c>kern.warn</c>.</summary>
    private static bool TrySkipFacility(ref ByteCursor line)
    {
        ReadOnlySpan<byte> word = line.PeekWord(20);
        int dot = word.IndexOf((byte)'.');
        if (dot < 2 || !FacilityNames.IsFacility(word[..dot]) || !FacilityNames.IsLevel(word[(dot + 1)..]))
            return false;
        line.Position += word.Length;
        line.SkipSpaces();
        return true;
    }

    private static void SkipStructuredData(ref ByteCursor line)
    {
        if (line.Skip((byte)'-'))
            return;
        bool isQuoted = false;
        while (!line.AtEnd)
        {
            byte b = line.Current;
            if (!isQuoted && b == (byte)' ' && line.Peek(-1) == (byte)']')
                return;
            if (isQuoted && b == (byte)'\\')
                line.Position++;
            else if (b == (byte)'"')
                isQuoted = !isQuoted;
            if (!line.AtEnd)
                line.Position++;
        }
    }

    /// <summary>Whose line another program's is matters only where a logger says that it missed the kernel's.</summary>
    private void NameHost(ReadOnlySpan<byte> host, ByteCursor line, ref LinePrefix prefix)
    {
        ReadOnlySpan<byte> tag = line.Rest;
        if (tag.StartsWith("systemd-journal"u8) || tag.StartsWith("rsyslogd"u8) || tag.StartsWith("journal:"u8))
            prefix.Host = hosts.Intern(host);
    }

    /// <summary>Another program's line is not handed on, only looked at for loggers' notices.</summary>
    private static void SetForeign(ref ByteCursor line, ref LinePrefix prefix)
    {
        prefix.IsForeign = true;
        prefix.HasOrigin = true;
        ReadOnlySpan<byte> rest = line.Rest;
        int colon = rest.IndexOf(": "u8);
        if (colon >= 0)
            line.Position += colon + 2;
    }
}
