namespace OomTools.Logs;

/// <summary>A stream whose first bytes were read already and come again: pipes cannot be rewound.</summary>
internal sealed class PeekedStream(byte[] head, int length, Stream rest) : ForwardStream
{
    private int _given;

    public override int Read(Span<byte> buffer)
    {
        if (_given == length)
            return rest.Read(buffer);
        int count = Math.Min(buffer.Length, length - _given);
        head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }
}
