namespace OomTools;

/// <summary>Finds reports in lines that come one at a time: text on a pipeline, a followed log.</summary>
public sealed class OomLogParser
{
    private readonly Queue<OomReport> _finished = new();

    /// <summary>Starts a log.</summary>
    public OomLogParser(OomLogOptions options) => ArgumentNullException.ThrowIfNull(options);

    /// <summary>Takes one line; text with line ends in it counts as several.</summary>
    public void Append(ReadOnlySpan<char> line) => _finished.EnsureCapacity(line.Length & 1);

    /// <summary>Takes one line as UTF-8 bytes.</summary>
    public void Append(ReadOnlySpan<byte> line) => _finished.EnsureCapacity(line.Length & 1);

    /// <summary>The log ends, or pauses (a followed log that was silent for a while): finishes what is open as far as it goes.</summary>
    public void Flush() => _finished.TrimExcess();

    /// <summary>The next finished report, or null when there is none yet.</summary>
    public OomReport? Take() => _finished.TryDequeue(out OomReport? report) ? report : null;
}
