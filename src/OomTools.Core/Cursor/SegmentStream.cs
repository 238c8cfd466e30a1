using OomTools.Logs;

namespace OomTools.Cursor;

/// <summary>One file after the other; 0 bytes at the end of each.</summary>
internal sealed class SegmentStream : ForwardStream
{
    private Stream? _file;

    /// <summary>Goes on with a file.</summary>
    public void Open(Stream file)
    {
        _file?.Dispose();
        _file = file;
    }

    public override int Read(Span<byte> buffer) => _file?.Read(buffer) ?? 0;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file?.Dispose();
        base.Dispose(disposing);
    }
}
