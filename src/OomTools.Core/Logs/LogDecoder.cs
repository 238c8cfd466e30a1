namespace OomTools.Logs;

/// <summary>Frees lines from their container, whatever it is, and hands the kernel's lines to a sink.</summary>
internal sealed class LogDecoder(ILogSink sink, LogDecoderOptions options)
{
    /// <summary>Takes one physical line, without its line end.</summary>
    public void Decode(ReadOnlySpan<byte> line, long lineNumber) =>
        sink.Accept(new LogRecord { Text = line, LineNumber = lineNumber, Time = options.BootTime });

    /// <summary>The log ends.</summary>
    public void End() => sink.End();
}
