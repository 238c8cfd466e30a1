using System.Buffers;

namespace OomTools.Logs;

/// <summary>
/// Reads a stream in blocks and hands its lines to a decoder. While the sink is idle it looks for the sink's markers in whole
/// blocks and passes over everything else, so that a quiet log costs little more than reading it.
/// </summary>
internal sealed class LogScanner(Stream stream, LogDecoder decoder, ILogSink sink) : IDisposable
{
    /// <summary>A longer line is cut here; what is cut off is not looked at.</summary>
    public const int MaxLine = 64 * 1024;

    /// <summary>Read at once. A report is handed out at the latest so many bytes after its end.</summary>
    private const int BlockSize = 256 * 1024;

    /// <summary>Passed-over bytes kept for looking back.</summary>
    private const int History = 64 * 1024;

    /// <summary>So much of a stream's beginning is always handed on line by line: it may begin inside a report, and shows the container.</summary>
    private const int AlwaysHanded = 64 * 1024;

    /// <summary>Searched first after a report; grows while nothing is found. In a dense log the next marker is near.</summary>
    private const int FirstWindow = 8 * 1024;

    /// <summary>So many lines of other programs in a row tell the sink that the kernel has nothing to add.</summary>
    private const int QuietLines = 256;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(History + MaxLine + BlockSize);

    /// <summary>Bytes before this were handed to the decoder (or are not in the buffer any more).</summary>
    private int _handed;

    /// <summary>Where the next line begins.</summary>
    private int _next;

    private int _end;
    private int _window = FirstWindow;
    private long _handedCount;
    private int _quietLines;
    private long _total;
    private long _start;
    private long _lines;
    private bool _isCut;
    private bool _isDone;
    private bool _isReturned;

    /// <summary>Where the next line begins in the file; what was read of it is not counted.</summary>
    public long Offset => _total - (_end - _next);

    /// <summary>Lines read so far.</summary>
    public long LineCount => _lines;

    private bool MayPassOver => Offset - _start >= AlwaysHanded && sink.IsIdle && !decoder.IsPending && !decoder.NeedsEveryLine;

    /// <summary>Reads the next block. False at the end of the stream, after the decoder was told.</summary>
    public bool ReadBlock()
    {
        if (_isDone)
            return false;
        if (ReadMore())
            return true;
        Finish();
        return false;
    }

    /// <summary>Reads what is there of a log that grows. False when there is nothing now.</summary>
    public bool ReadMore()
    {
        if (_isReturned)
            return false;
        MakeRoom();
        int read = stream.Read(_buffer, _end, Math.Min(BlockSize, _buffer.Length - _end));
        _end += read;
        _total += read;
        TakeWholeLines();
        return read > 0;
    }

    /// <summary>The stream goes on with another file: the last line of this one ends here.</summary>
    public void EndFile()
    {
        TakeLastLine();
        decoder.EndFile();
    }

    /// <summary>A file begins, or the part of one that is to be read.</summary>
    /// <param name="offset">Where, in bytes.</param>
    /// <param name="lines">Lines before that place.</param>
    public void StartAt(long offset, long lines)
    {
        _next = _handed = _end = 0;
        _isCut = false;
        _total = _start = offset;
        _lines = lines;
    }

    public void Dispose()
    {
        if (!_isReturned)
        {
            _isDone = true;
            _isReturned = true;
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        stream.Dispose();
    }

    /// <summary>Moves what is still needed to the buffer's front.</summary>
    private void MakeRoom()
    {
        if (_buffer.Length - _end >= BlockSize)
            return;
        int keep = Math.Max(_handed, _next - History);
        if (keep > _handed)
        {
            // Whole lines only.
            int feed = _buffer.AsSpan(keep, _next - keep).IndexOf((byte)'\n');
            keep = feed < 0 ? _next : keep + feed + 1;
        }

        _buffer.AsSpan(keep, _end - keep).CopyTo(_buffer);
        _handed = Math.Max(0, _handed - keep);
        _next -= keep;
        _end -= keep;
    }

    private void TakeWholeLines()
    {
        if (_isCut && !SkipCutLine())
            return;
        int last = _buffer.AsSpan(_next, _end - _next).LastIndexOf((byte)'\n');
        int limit = _next + last + 1;
        while (_next < limit)
        {
            if (MayPassOver)
                PassOver(limit);
            else
                HandLine(limit);
        }

        while (_end - _next > MaxLine && !_isCut)
            CutLine();
    }

    /// <summary>Looks for a marker in the next lines; hands on the lines around it, or nothing.</summary>
    private void PassOver(int limit)
    {
        int end = WindowEnd(limit);
        ReadOnlySpan<byte> window = _buffer.AsSpan(_next, end - _next);
        int hit = sink.IndexOfMarker(window, out int lookBack);
        if (decoder.IsJson)
            hit = EarlierHiddenMessage(window, hit, ref lookBack);
        if (hit < 0)
        {
            _lines += window.Count((byte)'\n');
            decoder.PassOver(window);
            _next = end;
            _window = Math.Min(_window * 2, BlockSize);
            return;
        }

        _window = FirstWindow;
        int marker = _next + hit;
        GoBack(marker, lookBack);
        while (_next <= marker)
            HandLine(limit);
    }

    private int WindowEnd(int limit)
    {
        if (limit - _next <= _window)
            return limit;
        int feed = _buffer.AsSpan(_next + _window, limit - _next - _window).IndexOf((byte)'\n');
        return feed < 0 ? limit : _next + _window + feed + 1;
    }

    /// <summary>A journal's JSON may hold a message as an array of numbers, in which no text can be found.</summary>
    private static int EarlierHiddenMessage(ReadOnlySpan<byte> window, int hit, ref int lookBack)
    {
        ReadOnlySpan<byte> before = hit < 0 ? window : window[..hit];
        int hidden = before.IndexOf("\"MESSAGE\":["u8);
        if (hidden < 0)
            hidden = before.IndexOf("\"MESSAGE\" : ["u8);
        if (hidden < 0)
            return hit;
        lookBack = 0;
        return hidden;
    }

    /// <summary>Moves to the beginning of the line so many bytes before a marker; never before what was handed on already.</summary>
    private void GoBack(int marker, int lookBack)
    {
        int start = (int)Math.Max(_handed, (long)marker - Math.Max(0, lookBack));
        start = _handed + _buffer.AsSpan(_handed, start - _handed).LastIndexOf((byte)'\n') + 1;
        start = decoder.RecordStart(_buffer.AsSpan(0, _end), _handed, start);
        bool isGivenBack = start < _next;
        ReadOnlySpan<byte> between = isGivenBack ? _buffer.AsSpan(start, _next - start) : _buffer.AsSpan(_next, start - _next);
        _lines += isGivenBack ? -between.Count((byte)'\n') : between.Count((byte)'\n');
        decoder.PassOver(between, isGivenBack);
        if (start > _handed)
            decoder.Skip();
        _next = start;
    }

    private void HandLine(int limit)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_next, limit - _next);
        int feed = LineEnd.Find(line, out LineTraits traits);
        if (feed > MaxLine && HandPart(line[..MaxLine]))
            return;
        line = line[..Math.Min(feed, MaxLine)];
        _lines++;
        _next += feed + 1;
        _handed = _next;
        decoder.Decode(line, _lines, traits);
        if (decoder.HandedCount != _handedCount)
        {
            _handedCount = decoder.HandedCount;
            _quietLines = 0;
        }
        else if (++_quietLines == QuietLines)
        {
            _quietLines = 0;
            sink.Quiet();
        }
    }

    /// <summary>A line does not end within the limit: hands on its beginning and drops the rest as it comes.</summary>
    private void CutLine()
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_next, MaxLine);
        if (HandPart(line))
            return;
        decoder.Decode(line, _lines + 1);
        _isCut = true;
        SkipCutLine();
    }

    /// <summary>Hands on what can be read of an overlong line by itself.</summary>
    private bool HandPart(ReadOnlySpan<byte> line)
    {
        int part = decoder.PartLength(line);
        if (part <= 0)
            return false;
        _next += part;
        _handed = _next;
        decoder.Decode(line[..part], _lines + 1);
        return true;
    }

    /// <summary>Passes over the rest of a cut line. False while it has not ended.</summary>
    private bool SkipCutLine()
    {
        int feed = _buffer.AsSpan(_next, _end - _next).IndexOf((byte)'\n');
        _next = feed < 0 ? _end : _next + feed + 1;
        _handed = _next;
        if (feed < 0)
            return false;
        _lines++;
        _isCut = false;
        return true;
    }

    private void Finish()
    {
        _isDone = true;
        TakeLastLine();
        decoder.End();
    }

    /// <summary>A line without a line feed.</summary>
    private void TakeLastLine()
    {
        if (_next >= _end || _isCut)
            return;
        _lines++;
        ReadOnlySpan<byte> line = _buffer.AsSpan(_next, Math.Min(_end - _next, MaxLine));
        _next = _end;
        decoder.Decode(line, _lines);
    }
}
