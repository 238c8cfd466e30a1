using System.Diagnostics;

namespace OomTools.Tests.Properties;

/// <summary>A stream over bytes that hands them out in pieces, and notices who reads again and again at its end.</summary>
internal sealed class PiecesStream(byte[] bytes, Random? random = null) : Stream
{
    private const int MostEmptyReads = 16;
    private int _given;
    private int _emptyReads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes handed out so far.</summary>
    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int most = random is null ? buffer.Length : Math.Min(buffer.Length, random.Next(1, 1 << random.Next(1, 12)));
        int count = Math.Min(most, bytes.Length - _given);
        bytes.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        if (count == 0 && buffer.Length > 0 && ++_emptyReads > MostEmptyReads)
            throw new UnreachableException("Reads again and again at the end.");
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
