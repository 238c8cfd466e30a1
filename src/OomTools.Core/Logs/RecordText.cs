using OomTools.Text;

namespace OomTools.Logs;

/// <summary>Hands on the text of records: notices of loss apart, the container's escapes undone, line by line.</summary>
internal sealed class RecordText(ILogSink sink, DateTime? bootTime)
{
    /// <summary>The last tick a DateTime can hold, less one.</summary>
    private const long LatestTime = 3_155_378_975_999_999_999;

    private long _bootTime = bootTime?.Ticks ?? LinePrefix.Unknown;
    private readonly byte[] _unescaped = new byte[LogDecoder.MaxText];

    /// <summary>When the machine booted (UTC): on a followed log it moves, because the kernel's stamps stand still while it sleeps.</summary>
    public DateTime BootTime
    {
        set => _bootTime = value.Ticks;
    }

    /// <summary>Lines handed to the sink.</summary>
    public long HandedCount { get; private set; }

    /// <summary>Takes a record's text, or a line of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">What stood in front of it.</param>
    /// <param name="lineNumber">Where it stands.</param>
    /// <param name="traits">What bytes the text may hold.</param>
    /// <param name="isContinuation">The record's first line was handed on before.</param>
    /// <param name="mayHoldLines">The text was freed of a container in which line ends need no escape.</param>
    public void Take(ByteCursor text, in LinePrefix prefix, long lineNumber, LineTraits traits, bool isContinuation = false, bool mayHoldLines = false)
    {
        if (LostRecords.TrySkip(ref text, out long? lost))
        {
            sink.Gap(lost, prefix.Host);
            if (text.AtEnd)
                return;
        }

        ReadOnlySpan<byte> lines = text.Rest;
        bool isEscaped = false;
        if ((traits & LineTraits.Mark) != 0)
            lines = EscapeSequences.Undo(lines, prefix.Escapes, _unescaped, out isEscaped);
        bool isAscii = (traits & LineTraits.NonAscii) == 0 && !isEscaped;
        if (!isEscaped && !mayHoldLines)
        {
            Hand(lines, prefix, lineNumber, isContinuation, isAscii);
            return;
        }

        int end;
        while ((end = lines.IndexOf((byte)'\n')) >= 0)
        {
            Hand(lines[..end], prefix, lineNumber, isContinuation, isAscii);
            isContinuation = true;
            lines = lines[(end + 1)..];
        }

        if (!isContinuation || !lines.IsEmpty)
            Hand(lines, prefix, lineNumber, isContinuation, isAscii);
    }

    private void Hand(ReadOnlySpan<byte> text, in LinePrefix prefix, long lineNumber, bool isContinuation, bool isAscii)
    {
        long time = prefix.Time >= 0 || _bootTime < 0 || prefix.Uptime < 0 ? prefix.Time : _bootTime + prefix.Uptime;
        HandedCount++;
        sink.Accept(new LogRecord
        {
            Text = text,
            Time = time is > 0 and < LatestTime ? new DateTime(time, DateTimeKind.Utc) : null,
            Uptime = prefix.Uptime >= 0 ? new TimeSpan(prefix.Uptime) : null,
            Host = prefix.Host,
            Caller = prefix.Caller,
            LineNumber = lineNumber,
            IsContinuation = isContinuation,
            IsAscii = isAscii,
        });
    }
}
