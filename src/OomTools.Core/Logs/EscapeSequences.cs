using System.Globalization;

namespace OomTools.Logs;

/// <summary>Undoes what containers did to bytes they would not print.</summary>
internal static class EscapeSequences
{
    private const byte Escape = 0x1b;

    /// <summary>The bytes themselves where nothing is escaped; else what they mean, in the buffer, cut to its length.</summary>
    public static ReadOnlySpan<byte> Undo(ReadOnlySpan<byte> text, TextEscapes escapes, byte[] buffer, out bool isEscaped)
    {
        byte mark = escapes == TextEscapes.Octal ? (byte)'#' : (byte)'\\';
        int first = escapes == TextEscapes.None ? -1 : text.IndexOf(mark);
        isEscaped = first >= 0;
        if (!isEscaped)
            return text;

        int length = 0;
        while (first >= 0)
        {
            if (!Append(text[..first], buffer, ref length))
                return buffer.AsSpan(0, length);
            text = text[first..];
            int used = Decode(text, escapes, out byte value);
            if (!Append([value], buffer, ref length))
                return buffer.AsSpan(0, length);
            text = text[used..];
            first = text.IndexOf(mark);
        }

        Append(text, buffer, ref length);
        return buffer.AsSpan(0, length);
    }

    /// <summary>Drops NULs, terminal sequences and carriage returns at either end: a serial line delivers them.</summary>
    public static ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> line, byte[] buffer)
    {
        if (!line.IsEmpty && (line[^1] == (byte)'\r' || line[0] == (byte)'\r'))
            line = line.Trim((byte)'\r');
        int first = line.IndexOfAny((byte)0, Escape);
        if (first < 0)
            return line;
        int length = 0;
        while (first >= 0)
        {
            if (!Append(line[..first], buffer, ref length))
                break;
            line = line[first..];
            int used = line[0] == Escape ? TerminalSequence(line) : Zeros(line);
            line = line[used..];
            first = line.IndexOfAny((byte)0, Escape);
        }

        Append(line, buffer, ref length);
        return buffer.AsSpan(0, length).Trim((byte)'\r');
    }

    /// <summary>How many bytes the escape at the front takes, and what it stands for; one byte for itself when it is none.</summary>
    private static int Decode(ReadOnlySpan<byte> text, TextEscapes escapes, out byte value)
    {
        value = text[0];
        if (text.Length < 4)
            return 1;
        if (escapes == TextEscapes.Octal)
        {
            // Control characters only: "#1 SMP", "#206" are the kernel's build number.
            if (text[1] != (byte)'0' || text[2] is < (byte)'0' or > (byte)'3' || text[3] is < (byte)'0' or > (byte)'7')
                return 1;
            value = (byte)(((text[2] - '0') << 3) | (text[3] - '0'));
            return 4;
        }

        if (text[1] != (byte)'x' || !byte.TryParse(text.Slice(2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte hex))
            return 1;
        // A systemd unit's name holds \x2d itself.
        if (escapes == TextEscapes.Control && hex >= 0x20)
            return 1;
        value = hex;
        return 4;
    }

    private static int Zeros(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAnyExcept((byte)0);
        return end < 0 ? line.Length : end;
    }

    /// <summary><c>ESC [ 1 ; 31 m</c>, <c>ESC ] 0 ; title BEL</c>, <c>ESC c</c>.</summary>
    private static int TerminalSequence(ReadOnlySpan<byte> line)
    {
        const int MaxSequence = 64;
        const byte Bell = 7;
        ReadOnlySpan<byte> window = line[..Math.Min(line.Length, MaxSequence)];
        if (window.Length < 2)
            return 1;
        if (window[1] == (byte)'[')
        {
            int end = window[2..].IndexOfAnyInRange((byte)0x40, (byte)0x7e);
            return end < 0 ? 2 : end + 3;
        }

        if (window[1] == (byte)']')
        {
            int end = window.IndexOf(Bell);
            return end < 0 ? 2 : end + 1;
        }

        return 2;
    }

    private static bool Append(ReadOnlySpan<byte> bytes, byte[] buffer, ref int length)
    {
        int room = Math.Min(bytes.Length, buffer.Length - length);
        bytes[..room].CopyTo(buffer.AsSpan(length));
        length += room;
        return room == bytes.Length;
    }
}
