using System.Buffers;
using System.Text;
using OomTools.Logs;
using OomTools.Oom;

namespace OomTools;

/// <summary>Finds reports in lines that come one at a time: text on a pipeline, a followed log.</summary>
public sealed class OomLogParser
{
    private readonly OomAssembler _assembler;
    private readonly LogDecoder _decoder;
    private long _lineNumber;

    /// <summary>Starts a log.</summary>
    public OomLogParser(OomLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _assembler = new OomAssembler(options);
        _decoder = new LogDecoder(_assembler, options.ToDecoderOptions());
    }

    /// <summary>Takes one line; text with line ends in it counts as several.</summary>
    public void Append(ReadOnlySpan<char> line)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(line.Length));
        try
        {
            Append(buffer.AsSpan(0, Encoding.UTF8.GetBytes(line, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes one line as UTF-8 bytes; text with line ends in it counts as several.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        // A line end at the end ends the line; it does not begin another one.
        line = line.EndsWith("\n"u8) ? line[..^1] : line;
        while (true)
        {
            int end = line.IndexOf((byte)'\n');
            _decoder.Decode((end < 0 ? line : line[..end]).TrimEnd((byte)'\r'), ++_lineNumber);
            if (end < 0)
            {
                return;
            }

            line = line[(end + 1)..];
        }
    }

    /// <summary>The log ends, or pauses (a followed log that was silent for a while): finishes what is open as far as it goes.</summary>
    public void Flush() => _decoder.End();

    /// <inheritdoc cref="WallClock.ReferenceTime"/>
    internal DateTime ReferenceTime
    {
        set => _decoder.ReferenceTime = value;
    }

    /// <summary>Reports that have their kill line leave now, without waiting for what may be said about the kill behind it.</summary>
    internal void SettleKills()
    {
        if (_assembler.HasKill)
        {
            _assembler.SettleKills();
        }
    }

    /// <summary>The next finished report, or null when there is none yet.</summary>
    public OomReport? Take() => _assembler.Take();
}
