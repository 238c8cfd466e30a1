using OomTools.Logs;
using OomTools.Oom;

namespace OomTools;

/// <summary>Reads reports from a kernel log, one after the other; memory use does not grow with the size of the log.</summary>
public sealed class OomLogReader : IDisposable
{
    private readonly OomAssembler _assembler;
    private readonly LogScanner _scanner;
    private bool _ended;

    /// <summary>Starts to read a log of any container.</summary>
    /// <param name="stream">Plain text; decompressed already. Is disposed with the reader.</param>
    /// <param name="options">What the log does not say about itself.</param>
    public OomLogReader(Stream stream, OomLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        _assembler = new OomAssembler(options);
        _scanner = new LogScanner(stream, new LogDecoder(_assembler, options.ToDecoderOptions()), _assembler);
    }

    /// <summary>The next report, or null at the end. What the stream throws comes through; reports found before were handed out already.</summary>
    public OomReport? Read(CancellationToken cancellation = default)
    {
        while (!_assembler.HasReport && !_ended)
        {
            cancellation.ThrowIfCancellationRequested();
            _ended = !_scanner.ReadBlock();
        }

        return _assembler.Take();
    }

    /// <inheritdoc/>
    public void Dispose() => _scanner.Dispose();
}
