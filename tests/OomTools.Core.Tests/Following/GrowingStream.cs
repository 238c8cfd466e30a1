using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Following;

/// <summary>A log that a test writes while it is read.</summary>
internal sealed class GrowingStream : ForwardStream
{
    private readonly Queue<byte[]> _pieces = new();

    public void Write(string text) => _pieces.Enqueue(Encoding.UTF8.GetBytes(text));

    public override int Read(Span<byte> buffer)
    {
        if (!_pieces.TryDequeue(out byte[]? piece))
            return 0;
        piece.CopyTo(buffer);
        return piece.Length;
    }
}
