using OomTools.Logs;
using OomTools.Oom;

namespace OomTools.Cursor;

/// <summary>Reads what is new in the journal. A report that is not finished at its end is left for the next run.</summary>
internal sealed class ResumedJournal : IDisposable
{
    /// <summary>Reports that are remembered as given while one before them is not finished.</summary>
    private const int MaxGiven = 10_000;

    private readonly NamedEndStream _stream;
    private readonly OomAssembler _assembler;
    private readonly LogScanner _scanner;
    private readonly JournalPosition? _from;
    private readonly TimeProvider _time;
    private readonly List<long> _given = [];
    private bool _isDone;
    private bool _isOpen;

    /// <param name="stream">What journalctl prints behind the position.</param>
    /// <param name="options">What the log does not say about itself.</param>
    /// <param name="from">The last run's position; null for a first run.</param>
    /// <param name="time">The clock that tells fresh lines from old ones.</param>
    public ResumedJournal(Stream stream, OomLogOptions options, JournalPosition? from, TimeProvider time)
    {
        _stream = new NamedEndStream(stream);
        _from = from;
        _time = time;
        _assembler = new OomAssembler(options);
        _scanner = new LogScanner(_stream, new LogDecoder(_assembler, options.ToDecoderOptions()), _assembler);
    }

    /// <summary>The position for the next run, once all was read.</summary>
    public JournalPosition? Position =>
        _isOpen ? _from! with { Given = [.. _from.Given, .. _given] } : _stream.Cursor is { } cursor ? new JournalPosition(cursor, []) : _from;

    /// <summary>The next report that was not given by an earlier run, or null at the end.</summary>
    public OomReport? Read(CancellationToken cancellation)
    {
        while (true)
        {
            while (_assembler.Take() is { } report)
            {
                if (_from?.WasGiven(report) == true)
                    continue;
                _given.Add(JournalPosition.StampOf(report));
                return report;
            }

            cancellation.ThrowIfCancellationRequested();
            if (_isDone)
                return null;
            if (!_scanner.ReadMore())
                Finish();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scanner.Dispose();

    private void Finish()
    {
        _isDone = true;
        _assembler.Settle();
        bool isFresh = _time.GetUtcNow().UtcDateTime - _assembler.LastTime < ReportLimits.Silence;
        _isOpen = isFresh && _from is not null && _assembler.FirstOpenLine is not null && _from.Given.Length + _given.Count < MaxGiven;
        while (!_isOpen && _scanner.ReadBlock())
        {
        }
    }
}
