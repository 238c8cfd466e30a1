namespace OomTools.Procfs;

/// <summary>Walks the lines of a kernel file without copying them.</summary>
internal ref struct LineCursor
{
    private ReadOnlySpan<byte> _rest;

    public LineCursor(ReadOnlySpan<byte> text) => _rest = text;

    /// <summary>The current line, without its end.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly LineCursor GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        int end = _rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            Current = _rest;
            _rest = default;
        }
        else
        {
            Current = _rest[..end];
            _rest = _rest[(end + 1)..];
        }
        return true;
    }
}
