using OomTools.Text;

namespace OomTools.Oom;

/// <summary>Reads fields of one kernel line from left to right. Nothing throws; what does not fit stays unread.</summary>
internal ref struct FieldCursor(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>What is left to read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly byte Peek => _rest.IsEmpty ? (byte)0 : _rest[0];

    public void SkipSpaces()
    {
        int count = EightBytes.CountSpaces(_rest);
        while (count < _rest.Length && _rest[count] is (byte)' ' or (byte)'\t')
        {
            count++;
        }

        _rest = _rest[count..];
    }

    public void Skip(int count) => _rest = count < _rest.Length ? _rest[count..] : default;

    public bool TrySkip(ReadOnlySpan<byte> literal)
    {
        if (!_rest.StartsWith(literal))
        {
            return false;
        }

        _rest = _rest[literal.Length..];
        return true;
    }

    /// <summary>Moves behind the next occurrence of a literal and gives what was before it.</summary>
    public bool TryReadTo(ReadOnlySpan<byte> literal, out ReadOnlySpan<byte> before)
    {
        int at = _rest.IndexOf(literal);
        before = at < 0 ? default : _rest[..at];
        _rest = at < 0 ? _rest : _rest[(at + literal.Length)..];
        return at >= 0;
    }

    /// <summary>Up to the next space or the end; the space is not consumed.</summary>
    public ReadOnlySpan<byte> ReadWord()
    {
        int end = _rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? _rest : _rest[..end];
        _rest = _rest[word.Length..];
        return word;
    }

    /// <summary>A decimal number, signed; one that does not fit is cut to the largest value.</summary>
    public bool TryReadLong(out long value)
    {
        bool negative = !_rest.IsEmpty && _rest[0] == '-';
        ReadOnlySpan<byte> text = negative ? _rest[1..] : _rest;
        // A counter that went below zero is printed as a huge unsigned number: 20 digits.
        int digits = EightBytes.ReadDigits(text, out ulong number);
        value = number > long.MaxValue ? long.MaxValue : (long)number;
        value = negative ? -value : value;
        if (digits == 0)
        {
            return false;
        }

        _rest = text[digits..];
        return true;
    }

    public bool TryReadInt(out int value)
    {
        FieldCursor before = this;
        if (TryReadLong(out long number) && number is >= int.MinValue and <= int.MaxValue)
        {
            value = (int)number;
            return true;
        }

        this = before;
        value = 0;
        return false;
    }

    /// <summary>A number in base 16, with or without 0x.</summary>
    public bool TryReadHex(out ulong value)
    {
        FieldCursor before = this;
        _ = TrySkip("0x"u8);
        int at = 0;
        value = 0;
        while (at < _rest.Length && char.IsAsciiHexDigit((char)_rest[at]))
        {
            value = value << 4 | (uint)HexValue(_rest[at]);
            at++;
        }

        if (at is 0 or > 16)
        {
            this = before;
            value = 0;
            return false;
        }

        _rest = _rest[at..];
        return true;
    }

    private static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
