namespace OomTools.Tests.Logs;

/// <summary>Hands out bytes in reads of at most one size, as a pipe does.</summary>
internal sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);
}

/// <summary>So many zeros.</summary>
internal sealed class Zeros(long length) : MemoryStream
{
    private long _left = length;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, _left);
        buffer[..count].Clear();
        _left -= count;
        return count;
    }
}
