using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Cursor;

/// <summary>
/// Reads what is new in a log, over its rotations. A report that is not finished at the end is left for the next run, unless the file
/// has been quiet for so long that nothing more is to be expected.
/// </summary>
internal sealed class ResumedLog : IDisposable
{
    private readonly LogSegment[] _segments;
    private readonly Func<Func<Stream>, string, Stream> _watch;
    private readonly TimeProvider _time;
    private readonly SegmentStream _stream = new();
    private readonly OomAssembler _assembler;
    private readonly LogScanner _scanner;
    private readonly List<long> _given = [];
    private readonly List<(FilePosition Position, FilePosition? Earlier)> _positions = [];
    private int _at = -1;
    private bool _isCrossing;
    private bool _isDone;
    private bool _isRemembered;
    private long? _open;

    /// <param name="plan">What to read.</param>
    /// <param name="options">What the log does not say about itself.</param>
    /// <param name="watch">Opens a file for the one who waits.</param>
    /// <param name="time">The clock that tells fresh lines from old ones.</param>
    public ResumedLog(ReadingPlan plan, OomLogOptions options, Func<Func<Stream>, string, Stream> watch, TimeProvider time)
    {
        _segments = plan.Segments;
        _watch = watch;
        _time = time;
        _assembler = new OomAssembler(options);
        _scanner = new LogScanner(_stream, new LogDecoder(_assembler, options.ToDecoderOptions()), _assembler);
    }

    private LogSegment Segment => _segments[_at];

    /// <summary>The next report that was not given by an earlier run, or null at the end.</summary>
    public OomReport? Read(CancellationToken cancellation)
    {
        while (true)
        {
            while (_assembler.Take() is { } report)
            {
                if (Segment.From?.WasGiven(report.LineNumber) == true)
                    continue;
                _given.Add(report.LineNumber);
                return report;
            }

            cancellation.ThrowIfCancellationRequested();
            if (_segments.Length == 0)
                return null;
            if (_isDone)
            {
                RememberEnd();
                return null;
            }

            if (_at >= 0 && _scanner.ReadMore())
                continue;
            if (_at + 1 < _segments.Length)
                Next();
            else
                Finish();
        }
    }

    /// <summary>Everything was given: the positions are those of the next run.</summary>
    public void Commit(LogCursor cursor)
    {
        foreach ((FilePosition position, FilePosition? earlier) in _positions)
            cursor.Set(position, earlier);
    }

    /// <inheritdoc/>
    public void Dispose() => _scanner.Dispose();

    private void Next()
    {
        if (_at >= 0)
        {
            _isCrossing = _assembler.FirstOpenLine is not null;
            _scanner.EndFile();
            RememberEnd();
        }

        _at++;
        _given.Clear();
        _assembler.Source = Segment.Path;
        FilePosition? from = Segment.From;
        _stream.Open(_watch(() => from is null ? LogFile.Open(Segment.Path) : Resume(from), Segment.Path));
        _scanner.StartAt(from?.Offset ?? 0, from?.Lines ?? 0);
    }

    private Stream Resume(FilePosition from) =>
        FileMarks.TryResume(Segment.Path, from) ?? throw new IOException($"'{Segment.Path}' was replaced while it was read.");

    private void Finish()
    {
        _isDone = true;
        bool isFresh = _time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(Segment.Path) < ReportLimits.Silence;
        if (isFresh && !_isCrossing)
        {
            _assembler.Settle();
            _open = _assembler.FirstOpenLine;
            return;
        }

        while (_scanner.ReadBlock())
        {
        }
    }

    /// <summary>Notes where the next run goes on: behind what was read, or before the report that is not finished.</summary>
    private void RememberEnd()
    {
        if (_isRemembered)
            return;
        _isRemembered = _isDone;
        long offset = _scanner.Offset;
        long lines = _scanner.LineCount;
        long first = lines + 1;
        long[] given = [];
        if (_open is long open)
        {
            (long from, long fromLines) = (Segment.From?.Offset ?? 0, Segment.From?.Lines ?? 0);
            // The lines before a report may say something about it.
            long start = Math.Max(fromLines + 1, open - ReportLimits.PreludeLines);
            using Stream log = Segment.From is { } position ? Resume(position) : LogFile.Open(Segment.Path);
            offset = FileMarks.OffsetOf(log, from, fromLines, start);
            (lines, first) = (start - 1, open);
            given = [.. (Segment.From?.Given ?? []).Concat(_given).Where(line => line > open)];
        }

        FilePosition end = FileMarks.Mark(Segment.Path, offset) with { Lines = lines, FirstLine = first, Given = given };
        _positions.Add((end, Segment.From));
    }
}
