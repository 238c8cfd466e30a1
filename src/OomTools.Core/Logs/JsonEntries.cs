using System.Globalization;
using System.Text;
using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// Reads log entries from JSON as it comes, over as many lines as it takes: journalctl -o json, json-pretty, json-seq, json-sse,
/// dmesg -J, cloud loggers. Begins anywhere and never insists: what is not JSON ends the reading.
/// </summary>
internal sealed class JsonEntries(JournalEntry entry, Action complete)
{
    /// <summary>One bit a level; no logger nests deeper.</summary>
    private const int MaxDepth = 60;

    /// <summary>Bit 0 is the innermost container; 1 means array.</summary>
    private ulong _arrays;
    private int _depth;
    private JournalField _field;

    /// <summary>Depth of the array whose numbers are the message's bytes; 0 when there is none.</summary>
    private int _bytesDepth;

    /// <summary>Within an object or array.</summary>
    public bool IsOpen => _depth > 0;

    public void Reset()
    {
        _depth = 0;
        _arrays = 0;
        _bytesDepth = 0;
        _field = JournalField.None;
        entry.Clear();
    }

    /// <summary>Reads a line or a part of one. False when it is not JSON; the reader is then as new.</summary>
    public bool Read(ReadOnlySpan<byte> line, long lineNumber)
    {
        var json = new ByteCursor(line);
        while (!json.AtEnd)
        {
            byte b = json.Current;
            bool isFine = b switch
            {
                (byte)' ' or (byte)'\t' or (byte)',' => Skip(ref json),
                (byte)'"' => ReadString(ref json, lineNumber),
                (byte)'{' or (byte)'[' => Open(ref json, b == (byte)'[', lineNumber),
                (byte)'}' or (byte)']' => Close(ref json, b == (byte)']'),
                _ => ReadLiteral(ref json),
            };
            if (!isFine)
            {
                Reset();
                return false;
            }
        }

        return true;
    }

    private static bool Skip(ref ByteCursor json)
    {
        json.Position++;
        return true;
    }

    private bool Open(ref ByteCursor json, bool isArray, long lineNumber)
    {
        if (_depth == MaxDepth)
            return false;
        // An object within an object belongs to the same entry; in an array or at the top it is a new one.
        if (!isArray && (_depth == 0 || (_arrays & 1) == 1))
            entry.Clear();
        _depth++;
        _arrays = (_arrays << 1) | (isArray ? 1UL : 0);
        if (isArray && _field == JournalField.Message && entry.BeginMessage(lineNumber))
            _bytesDepth = _depth;
        if (!isArray)
            _field = JournalField.None;
        json.Position++;
        return true;
    }

    private bool Close(ref ByteCursor json, bool isArray)
    {
        if (isArray && _depth == _bytesDepth)
            _bytesDepth = 0;
        if (_depth > 0)
        {
            // What was entered in its middle may have either kind outside; what was seen must match.
            if ((_arrays & 1) == 1 != isArray)
                return false;
            _depth--;
            _arrays >>= 1;
        }

        if (!isArray && (_depth == 0 || (_arrays & 1) == 1))
        {
            complete();
            entry.Clear();
        }

        _field = JournalField.None;
        json.Position++;
        return true;
    }

    private bool ReadString(ref ByteCursor json, long lineNumber)
    {
        json.Position++;
        ReadOnlySpan<byte> rest = json.Rest;
        int length = StringLength(rest, out bool isEscaped);
        ReadOnlySpan<byte> value = rest[..length];
        json.Position = Math.Min(json.Position + length + 1, json.Position + rest.Length);
        if (IsKey(ref json))
        {
            _field = JournalFields.Of(value);
            return true;
        }

        if (_field == JournalField.Message)
        {
            if (_bytesDepth > 0 && entry.Message.IsEmpty)
                AppendText(value, isEscaped); // the first of several messages
            else if (_bytesDepth == 0 && entry.BeginMessage(lineNumber))
                AppendText(value, isEscaped);
        }
        else if (_field != JournalField.None)
        {
            entry.Set(_field, value);
        }

        if (_depth > 0 && (_arrays & 1) == 0)
            _field = JournalField.None;
        return true;
    }

    private static bool IsKey(ref ByteCursor json)
    {
        int start = json.Position;
        json.SkipSpaces();
        if (json.Skip((byte)':'))
            return true;
        json.Position = start;
        return false;
    }

    /// <summary>Numbers, true, false, null.</summary>
    private bool ReadLiteral(ref ByteCursor json)
    {
        ReadOnlySpan<byte> rest = json.Rest;
        int length = rest.IndexOfAny(" ,]}\t"u8);
        if (length < 0)
            length = rest.Length;
        ReadOnlySpan<byte> literal = rest[..length];
        bool isNumber = literal.Length > 0 && ((uint)(literal[0] - '0') <= 9 || literal[0] == (byte)'-');
        if (!isNumber && !literal.SequenceEqual("null"u8) && !literal.SequenceEqual("true"u8) && !literal.SequenceEqual("false"u8))
            return false;

        if (_bytesDepth > 0 && _bytesDepth == _depth)
        {
            var number = new ByteCursor(literal);
            if (number.TryNumber(out long value) && value <= byte.MaxValue)
                entry.Append([(byte)value]);
        }
        else if (_field == JournalField.Message)
        {
            if (literal[0] == (byte)'n')
                entry.LoseMessage();
        }
        else if (_field != JournalField.None && isNumber)
        {
            entry.Set(_field, literal);
        }

        json.Position += length;
        return true;
    }

    /// <summary>Bytes up to the closing quote, or to the end where there is none: the line was cut.</summary>
    private static int StringLength(ReadOnlySpan<byte> rest, out bool isEscaped)
    {
        isEscaped = false;
        int at = 0;
        while (true)
        {
            int next = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return rest.Length;
            at += next;
            if (rest[at] == (byte)'"')
                return at;
            isEscaped = true;
            at = Math.Min(at + 2, rest.Length);
        }
    }

    private void AppendText(ReadOnlySpan<byte> value, bool isEscaped)
    {
        if (!isEscaped)
        {
            entry.Append(value);
            return;
        }

        int escape;
        while ((escape = value.IndexOf((byte)'\\')) >= 0 && escape + 1 < value.Length)
        {
            entry.Append(value[..escape]);
            int used = AppendEscape(value[escape..]);
            value = value[(escape + used)..];
        }

        entry.Append(value);
    }

    private int AppendEscape(ReadOnlySpan<byte> escape)
    {
        if (escape[1] == (byte)'u' && escape.Length >= 6
            && ushort.TryParse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            return AppendUnicode(escape, unit);
        }

        byte value = escape[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            byte other => other,
        };
        entry.Append([value]);
        return 2;
    }

    private int AppendUnicode(ReadOnlySpan<byte> escape, ushort unit)
    {
        int used = 6;
        Rune rune;
        if (char.IsHighSurrogate((char)unit) && escape.Length >= 12 && escape[6] == (byte)'\\' && escape[7] == (byte)'u'
            && ushort.TryParse(escape.Slice(8, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort low)
            && Rune.TryCreate((char)unit, (char)low, out rune))
        {
            used = 12;
        }
        else if (!Rune.TryCreate((char)unit, out rune))
        {
            rune = Rune.ReplacementChar;
        }

        Span<byte> utf8 = stackalloc byte[4];
        entry.Append(utf8[..rune.EncodeToUtf8(utf8)]);
        return used;
    }
}
