using OomTools.Procfs;

namespace OomTools.Shrinkers;

/// <summary>Reads a saved trace to its end, in pieces: traces may be larger than memory.</summary>
internal static class ShrinkerTraceFile
{
    private const int BufferSize = 256 << 10;

    /// <summary>A line of a trace has a few hundred bytes. What is longer is cut there, and is no event.</summary>
    private const int MaximumLine = 64 << 10;

    /// <summary>Reads the text.</summary>
    public static ShrinkerTraceText Read(Stream stream, CancellationToken cancellation = default)
    {
        var text = new ShrinkerTraceText();
        byte[] buffer = new byte[BufferSize];
        int length = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = stream.Read(buffer, length, buffer.Length - length);
            length += read;
            int end = read > 0 ? buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1 : length;
            if (end == 0 && length > MaximumLine)
                end = length;
            foreach (ReadOnlySpan<byte> line in new LineCursor(buffer.AsSpan(0, end)))
                text.Append(line);
            buffer.AsSpan(end, length - end).CopyTo(buffer);
            length -= end;
            if (read <= 0)
                return text;
        }
    }
}
