using System.Buffers.Binary;

namespace OomTools.Logs;

/// <summary>
/// Reads journalctl -o export: <c>KEY=value</c> lines, an empty line after each entry; values with line ends in them as
/// <c>KEY</c>, eight bytes of length, the bytes.
/// </summary>
internal sealed class ExportEntries(JournalEntry entry, Action complete)
{
    /// <summary>More than any field that journald stores; a larger length is not one.</summary>
    private const long MaxField = 1L << 30;

    private readonly byte[] _header = new byte[8];
    private int _headerLength;
    private long _left;
    private JournalField _binary;
    private BinaryPart _part;

    private enum BinaryPart : byte
    {
        None,
        Length,
        Bytes,
    }

    /// <summary>The log is an export: set by its first field, kept until a line does not fit.</summary>
    public bool IsActive { get; private set; }

    public static bool IsStart(ReadOnlySpan<byte> line) =>
        line.Length > 9 && line[0] == (byte)'_' && (line.StartsWith("__CURSOR="u8) || line.StartsWith("__REALTIME_TIMESTAMP="u8));

    /// <summary>Lines were left out: what was begun is forgotten, the form is not.</summary>
    public void Reset()
    {
        _part = BinaryPart.None;
        entry.Clear();
    }

    /// <summary>Reads a line as it is in the file, without its line feed. False when it is not one of an export's.</summary>
    public bool Read(ReadOnlySpan<byte> line, long lineNumber)
    {
        if (IsStart(line))
        {
            // A new entry, whatever came before: binary data whose length was wrong or whose line was cut ends here.
            if (_part != BinaryPart.None || !IsActive)
                Reset();
            IsActive = true;
        }

        if (!IsActive)
            return false;
        if (_part != BinaryPart.None)
            return ReadBinary(line);
        if (line.IsEmpty)
        {
            Complete();
            return true;
        }

        int name = NameLength(line);
        if (name > 0 && name == line.Length)
            BeginBinary(line, lineNumber);
        else if (name > 0 && line[name] == (byte)'=')
            Set(JournalFields.Of(line[..name]), line[(name + 1)..], lineNumber);
        else
            return Leave();
        return true;
    }

    /// <summary>The log ends; the last entry may lack its empty line.</summary>
    public void End()
    {
        if (IsActive)
            Complete();
    }

    private static int NameLength(ReadOnlySpan<byte> line)
    {
        int at = 0;
        while (at < line.Length && line[at] is >= (byte)'A' and <= (byte)'Z' or >= (byte)'0' and <= (byte)'9' or (byte)'_')
        {
            at++;
            if (at >= line.Length)
                break;
        }

        return at;
    }

    private void Set(JournalField field, ReadOnlySpan<byte> value, long lineNumber)
    {
        if (field == JournalField.Message)
        {
            if (entry.BeginMessage(lineNumber))
                entry.Append(value);
        }
        else
        {
            entry.Set(field, value);
        }
    }

    private void BeginBinary(ReadOnlySpan<byte> name, long lineNumber)
    {
        _part = BinaryPart.Length;
        _headerLength = 0;
        _binary = JournalFields.Of(name) == JournalField.Message && entry.BeginMessage(lineNumber) ? JournalField.Message : JournalField.None;
    }

    private bool ReadBinary(ReadOnlySpan<byte> line)
    {
        // The line feed that ended this line is one of the bytes.
        bool isFeedLeft = true;
        if (_part == BinaryPart.Length)
        {
            int take = Math.Min(_header.Length - _headerLength, line.Length);
            line[..take].CopyTo(_header.AsSpan(_headerLength));
            _headerLength += take;
            line = line[take..];
            if (_headerLength < _header.Length)
            {
                _header[_headerLength++] = (byte)'\n';
                isFeedLeft = false;
            }

            if (_headerLength < _header.Length)
                return true;
            _left = BinaryPrimitives.ReadInt64LittleEndian(_header);
            if (_left is < 0 or > MaxField)
                return Leave();
            _part = BinaryPart.Bytes;
        }

        Take(line);
        if (_left == 0)
            _part = BinaryPart.None;
        else if (isFeedLeft)
            Take("\n"u8);
        return true;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        int take = (int)Math.Min(bytes.Length, _left);
        if (_binary == JournalField.Message)
            entry.Append(bytes[..take]);
        _left -= take;
    }

    private void Complete()
    {
        complete();
        entry.Clear();
    }

    private bool Leave()
    {
        Complete();
        _part = BinaryPart.None;
        IsActive = false;
        return false;
    }
}
