using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>
/// Finds reports in a log that grows. The kernel marks no report's end, so silence does: a short one after what may be the last
/// line, a long one in the middle of a report, whose next line a slow console may hold up.
/// </summary>
internal sealed class ReportFollower : IDisposable
{
    /// <summary>
    /// After a kill line. Another line of a group kill, or of a failed allocation, comes within a line's time on a serial console
    /// (9 ms at 115200 baud); an object is wanted within 100 ms of the kernel's line.
    /// </summary>
    public static readonly TimeSpan ShortSilence = TimeSpan.FromMilliseconds(30);

    /// <summary>In the middle of a report: the printing task may have to wait for a processor.</summary>
    public static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(5);

    /// <summary>
    /// In the middle of a report in a file: it is written by a daemon, which waits for memory as all do when it runs out. A report of
    /// which no more ever comes can wait.
    /// </summary>
    public static readonly TimeSpan FileSilence = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _longSilence;
    private readonly OomAssembler _assembler;
    private readonly LogDecoder _decoder;
    private readonly LogScanner _scanner;

    /// <param name="stream">The log; gives 0 bytes where it ends at present.</param>
    /// <param name="options">What the log does not say about itself.</param>
    /// <param name="longSilence">A silence that ends a report in its middle.</param>
    public ReportFollower(Stream stream, OomLogOptions options, TimeSpan longSilence)
    {
        _longSilence = longSilence;
        options = options with { WaitTime = ShortSilence };
        _assembler = new OomAssembler(options);
        _decoder = new LogDecoder(_assembler, options.ToDecoderOptions());
        _scanner = new LogScanner(stream, _decoder, _assembler);
    }

    /// <summary>How long a silence says something about what is open; infinite when nothing is.</summary>
    public TimeSpan Patience => _assembler.HasEnded ? ShortSilence : _assembler.IsIdle ? Timeout.InfiniteTimeSpan : _longSilence;

    /// <inheritdoc cref="LogDecoder.BootTime"/>
    public DateTime BootTime
    {
        set => _decoder.BootTime = value;
    }

    /// <summary>Reads what is there. False when there is nothing now.</summary>
    public bool ReadMore()
    {
        _decoder.ReferenceTime = DateTime.UtcNow;
        return _scanner.ReadMore();
    }

    /// <summary>The next finished report, or null when there is none yet.</summary>
    public OomReport? Take() => _assembler.Take();

    /// <summary>Nothing came for so long.</summary>
    public void Rest(TimeSpan silence)
    {
        if (silence >= _longSilence)
            _assembler.Quiet();
        else if (silence >= ShortSilence)
            _assembler.Settle();
    }

    /// <summary>What has its end leaves, what is in the middle of a report stays.</summary>
    public void Settle() => _assembler.Settle();

    /// <summary>The log goes on in another file; what is open may go on there.</summary>
    public void NextFile(bool areLinesLost)
    {
        _scanner.EndFile();
        _scanner.StartAt(0, 0);
        if (areLinesLost)
            _assembler.Gap(null, null);
    }

    /// <summary>Nothing more is wanted: everything open is finished as far as it goes.</summary>
    public void Finish() => _decoder.End();

    /// <inheritdoc/>
    public void Dispose() => _scanner.Dispose();
}
