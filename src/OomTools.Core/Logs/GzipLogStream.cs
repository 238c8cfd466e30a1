using System.IO.Compression;

namespace OomTools.Logs;

/// <summary>Decompresses .gz in process, of any number of members; what is damaged or cut off becomes a <see cref="CorruptLogException"/>.</summary>
internal sealed class GzipLogStream(Stream compressed, string path) : ForwardStream
{
    private readonly Tail _tail = new(compressed);
    private GZipStream? _gzip;
    private long _total;
    private bool _isAtEnd;

    /// <summary>
    /// GZipStream takes the end of the file for the end of the data. The last four bytes of a whole file say how long the last
    /// member's text is: as long as all that was read, or shorter where there were several members.
    /// </summary>
    private bool IsWhole => _total > uint.MaxValue || _tail.Last <= _total;

    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || buffer.IsEmpty)
            return 0;
        _gzip ??= new GZipStream(_tail, CompressionMode.Decompress);
        int read;
        try
        {
            read = _gzip.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            _isAtEnd = true;
            throw new CorruptLogException(path, "not valid gzip data", e);
        }

        _total += read;
        if (read > 0)
            return read;
        _isAtEnd = true;
        if (_tail.Count > 0 && !IsWhole)
            throw new CorruptLogException(path, "the compressed data are cut off");
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip?.Dispose();
            compressed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Passes bytes on and remembers the last four.</summary>
    private sealed class Tail(Stream inner) : ForwardStream
    {
        private uint _last;

        public long Count { get; private set; }

        /// <summary>The last four bytes as a little-endian number.</summary>
        public uint Last => _last;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            Count += read;
            foreach (byte b in buffer[Math.Max(0, read - sizeof(uint))..read])
                _last = (_last >> 8) | ((uint)b << 24);
            return read;
        }
    }
}
