using System.Runtime.CompilerServices;

namespace OomTools.Text;

/// <summary>Reads fields from bytes, left to right. A reading that fails leaves the position where it was.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Never beyond the end: whoever moves past it stands at it.</summary>
    public int Position
    {
        readonly get => _position;
        set => _position = Math.Min(value, _bytes.Length);
    }

    public readonly bool AtEnd => _position >= _bytes.Length;

    /// <summary>The byte at the position; 0 at the end.</summary>
    public readonly byte Current => _position < _bytes.Length ? _bytes[_position] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => _bytes[_position..];

    public readonly byte Peek(int ahead) => (uint)(_position + ahead) < (uint)_bytes.Length ? _bytes[_position + ahead] : (byte)0;

    public bool Skip(byte value)
    {
        if (Current != value || AtEnd)
            return false;
        _position++;
        return true;
    }

    public bool Skip(ReadOnlySpan<byte> value)
    {
        if (!Rest.StartsWith(value))
            return false;
        _position += value.Length;
        return true;
    }

    /// <summary>Passes over blanks and says how many there were.</summary>
    public int SkipSpaces()
    {
        int count = EightBytes.CountSpaces(_bytes[_position..]);
        _position += count;
        return count;
    }

    /// <summary>Reads 1 to 18 digits: what fits a long for sure.</summary>
    public bool TryNumber(out long value)
    {
        const int MaxDigits = 18;
        int digits = EightBytes.ReadDigits(_bytes[_position..], out ulong number);
        value = (long)number;
        if (digits is 0 or > MaxDigits)
            return false;
        _position += digits;
        return true;
    }

    /// <summary>Reads exactly so many digits (up to 8), whatever follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDigits(int count, out int value)
    {
        if (_bytes.Length - _position < sizeof(ulong))
            return TryDigitsOneByOne(count, out value);
        if (!EightBytes.TryFirst(_bytes[_position..], count, out value))
            return false;
        _position += count;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryDigitsOneByOne(int count, out int value)
    {
        value = 0;
        if (_bytes.Length - _position < count)
            return false;
        for (int i = 0; i < count; i++)
        {
            uint digit = (uint)(_bytes[_position + i] - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + (int)digit;
        }

        _position += count;
        return true;
    }

    /// <summary>The word from the position to the next blank or the end, at most <paramref name="limit"/> bytes; empty when it is longer.</summary>
    public readonly ReadOnlySpan<byte> PeekWord(int limit)
    {
        ReadOnlySpan<byte> rest = Rest;
        ReadOnlySpan<byte> window = rest[..Math.Min(rest.Length, limit + 1)];
        int end = window.IndexOf((byte)' ');
        if (end >= 0)
            return window[..end];
        return window.Length == rest.Length ? window : default;
    }
}
