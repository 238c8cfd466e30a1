namespace OomTools.Procfs;

/// <summary>Reads blank-separated fields from one line of a kernel file.</summary>
internal ref struct FieldCursor
{
    private ReadOnlySpan<byte> _rest;

    public FieldCursor(ReadOnlySpan<byte> line) => _rest = line;

    /// <summary>What has not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>The next field; empty at the end of the line.</summary>
    public ReadOnlySpan<byte> Next()
    {
        ReadOnlySpan<byte> text = _rest;
        int start = 0;
        while (start < text.Length && IsBlank(text[start]))
            start++;
        int end = start;
        while (end < text.Length && !IsBlank(text[end]))
            end++;
        _rest = text[end..];
        return text[start..end];
    }

    /// <summary>Reads the next field as a number; false at the end or when it is none.</summary>
    public bool TryNext(out long value) => KernelNumber.TryParse(Next(), out value);

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r';
}
