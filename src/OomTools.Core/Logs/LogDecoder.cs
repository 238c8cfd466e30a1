using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// Frees lines from their container, whatever it is, and hands the kernel's lines to a sink. Each line is recognised by itself,
/// so files may mix containers; only what spans lines is remembered.
/// </summary>
internal sealed class LogDecoder
{
    /// <summary>Longest text handed on.</summary>
    public const int MaxText = 64 * 1024;

    /// <summary>Follow-up lines of one record that come without any prefix; the longest record (memory.stat of a cgroup) has fewer.</summary>
    private const int MaxFollowUps = 64;

    /// <summary>In front of each object of journalctl -o json-seq.</summary>
    private const byte RecordSeparator = 0x1e;

    private readonly ILogSink _sink;
    private long _bootTime;
    private readonly WallClock _clock;
    private readonly PrefixReader _prefixes;
    private readonly JournalEntry _entry;
    private readonly JsonEntries _json;
    private readonly ExportEntries _export;
    private readonly Fragments _fragments = new();
    private readonly byte[] _cleaned = new byte[MaxText];
    private readonly byte[] _unescaped = new byte[MaxText];

    private Follow _follow;
    private int _followUps;
    private LinePrefix _last = new();
    private long _lastSequence = LinePrefix.Unknown;
    private bool _isJson;

    public LogDecoder(ILogSink sink, LogDecoderOptions options)
    {
        _sink = sink;
        _bootTime = options.BootTime?.Ticks ?? LinePrefix.Unknown;
        _clock = new WallClock(options);
        var hosts = new HostNames();
        _prefixes = new PrefixReader(_clock, hosts);
        _entry = new JournalEntry(hosts, new StampReader(_clock));
        _json = new JsonEntries(_entry, CompleteEntry);
        _export = new ExportEntries(_entry, CompleteEntry);
    }

    /// <summary>What the lines after a record with a prefix, themselves without one, are.</summary>
    private enum Follow : byte
    {
        /// <summary>Lines of their own.</summary>
        Nothing,

        /// <summary>Indented ones belong to the record (dmesg, journalctl).</summary>
        Indented,

        /// <summary>All belong to the record (vmcore-dmesg).</summary>
        Any,

        /// <summary>Indented ones are fields of the record (/dev/kmsg).</summary>
        Fields,

        /// <summary>Indented ones belong to another program's record.</summary>
        Foreign,
    }

    /// <summary>What mail programs make of every other blank in a row.</summary>
    private static ReadOnlySpan<byte> NoBreakSpace => "\u00A0"u8;

    /// <summary>Something was begun that further lines complete: none may be left out now.</summary>
    public bool IsPending => _entry.HasFields || !_fragments.IsEmpty;

    /// <summary>The log counts time from line to line: none may be left out at all.</summary>
    public bool NeedsEveryLine => _prefixes.IsRelative;

    /// <summary>When the machine booted (UTC): on a followed log it moves, because the kernel's stamps stand still while it sleeps.</summary>
    public DateTime BootTime
    {
        set => _bootTime = value.Ticks;
    }

    /// <inheritdoc cref="WallClock.ReferenceTime"/>
    public DateTime ReferenceTime
    {
        set => _clock.ReferenceTime = value;
    }

    /// <summary>The log holds JSON, in which a message may be hidden as an array of numbers.</summary>
    public bool IsJson => _isJson;

    /// <summary>Lines handed to the sink.</summary>
    public long HandedCount { get; private set; }

    /// <summary>Takes one physical line, without its line feed.</summary>
    public void Decode(ReadOnlySpan<byte> line, long lineNumber)
    {
        if ((_export.IsActive || ExportEntries.IsStart(line)) && _export.Read(line, lineNumber))
            return;
        line = EscapeSequences.Clean(line, _cleaned);
        if (line.IsEmpty || TryReadJson(line, lineNumber))
            return;

        var cursor = new ByteCursor(line);
        if (line[0] == (byte)'*' && LostRecords.TrySkip(ref cursor))
        {
            _sink.Gap();
            if (cursor.AtEnd)
                return;
        }

        var prefix = new LinePrefix();
        if (_prefixes.TryRead(ref cursor, ref prefix))
            TakePrefixed(cursor, ref prefix, lineNumber);
        else
            TakeBare(cursor, lineNumber);
    }

    /// <summary>The log ends.</summary>
    public void End()
    {
        _export.End();
        if (_fragments.Clear())
            _sink.Gap();
        _sink.End();
    }

    /// <summary>Lines were left out before the next one.</summary>
    public void Skip()
    {
        _lastSequence = LinePrefix.Unknown;
        _follow = Follow.Nothing;
        _fragments.Clear();
        _json.Reset();
        _export.Reset();
    }

    /// <summary>
    /// How much of the beginning of an overlong line can be read by itself: a compact JSON array of entries is one line. 0 when the
    /// line is none.
    /// </summary>
    public int PartLength(ReadOnlySpan<byte> line)
    {
        bool isJson = _json.IsOpen || (line[0] == (byte)'{' && line.Length > 1 && line[1] is (byte)'"' or (byte)' ');
        return isJson ? line.LastIndexOf("},"u8) + 1 : 0;
    }

    /// <summary>Where the record begins that holds the line at <paramref name="start"/>, not before <paramref name="floor"/>.</summary>
    public int RecordStart(ReadOnlySpan<byte> bytes, int floor, int start)
    {
        if (_export.IsActive)
        {
            int empty = bytes[floor..start].LastIndexOf("\n\n"u8);
            return empty < 0 ? start : floor + empty + 2;
        }

        if (_isJson && bytes[start] is (byte)' ' or (byte)'\t' or (byte)'"' or (byte)'}' or (byte)']')
        {
            int brace = bytes[floor..start].LastIndexOf("{\n"u8);
            return brace < 0 ? start : LineStart(bytes, floor, floor + brace);
        }

        bool isBare = _last.IsBare;
        for (int i = 0; i < MaxFollowUps && start > floor; i++)
        {
            bool isFollowUp = bytes[start] is (byte)' ' or (byte)'\t' || (isBare && bytes[start] is not ((byte)'[' or (byte)'<'));
            if (!isFollowUp)
                break;
            start = LineStart(bytes, floor, start - 1);
        }

        return start;
    }

    private static int LineStart(ReadOnlySpan<byte> bytes, int floor, int at) => floor + bytes[floor..at].LastIndexOf((byte)'\n') + 1;

    private bool TryReadJson(ReadOnlySpan<byte> line, long lineNumber)
    {
        ReadOnlySpan<byte> json = line;
        if (!_isJson)
        {
            if (json[0] is not ((byte)'{' or RecordSeparator or (byte)'d'))
                return false;
        }

        if (json[0] == RecordSeparator)
            json = json[1..];
        if (json.StartsWith("data: {"u8))
            json = json["data: ".Length..]; // journalctl -o json-sse
        json = json.TrimStart(" \t"u8);
        if (json.IsEmpty)
            return _json.IsOpen;
        bool isLikely = json[0] == (byte)'{' ? json.Length == 1 || json[1] is (byte)'"' or (byte)' ' or (byte)'}'
            : _json.IsOpen || (_isJson && json[0] is (byte)'"' or (byte)'}' or (byte)']');
        if (!isLikely || !_json.Read(json, lineNumber))
            return false;
        _isJson = true;
        _follow = Follow.Nothing;
        return true;
    }

    private void CompleteEntry()
    {
        if (_entry.IsLossNotice)
        {
            _sink.Gap();
            return;
        }

        LinePrefix prefix = _entry.Prefix;
        if (prefix.IsForeign)
            return;
        if (_entry.IsMessageLost)
            _sink.Gap();
        if (!_entry.HasMessage)
            return;
        var text = new ByteCursor(_entry.Message);
        // Cloud loggers keep the console's stamp in the text.
        if (text.Current is (byte)'[' or (byte)'<' && prefix.Uptime < 0)
            _prefixes.TryRead(ref text, ref prefix);
        if (!prefix.IsForeign)
            Emit(text, prefix, _entry.LineNumber, mayHoldLines: true);
    }

    private void TakePrefixed(ByteCursor text, ref LinePrefix prefix, long lineNumber)
    {
        if (prefix.Sequence >= 0)
            CheckSequence(prefix);
        bool isForeign = prefix.IsForeign || (prefix.IsForeignFacility && prefix.Host is null);
        if (isForeign)
        {
            _follow = Follow.Foreign;
            if (LostRecords.IsMissed(text))
                _sink.Gap();
            return;
        }

        _follow = prefix.Escapes == TextEscapes.Kmsg ? Follow.Fields : prefix.IsBare ? Follow.Any : Follow.Indented;
        _followUps = 0;
        _last = prefix;
        if (prefix.FragmentTotal == 0)
        {
            Emit(text, prefix, lineNumber);
            return;
        }

        bool isWhole = _fragments.TryJoin(prefix, text.Rest, out ReadOnlySpan<byte> message, out bool isLost);
        if (isLost)
            _sink.Gap();
        if (isWhole)
            Emit(new ByteCursor(message), prefix, lineNumber);
    }

    /// <summary>Records are numbered; pieces of one bear the same number.</summary>
    private void CheckSequence(in LinePrefix prefix)
    {
        bool isNext = _lastSequence < 0 || prefix.Sequence == _lastSequence + 1 || (prefix.Sequence == _lastSequence && prefix.FragmentTotal > 0);
        _lastSequence = prefix.Sequence;
        if (!isNext)
            _sink.Gap();
    }

    private void TakeBare(ByteCursor text, long lineNumber)
    {
        if (LostRecords.IsSeparator(text.Rest) || LostRecords.IsPstorePart(text.Rest))
        {
            _follow = Follow.Nothing;
            _sink.Gap();
            return;
        }

        bool isIndented = text.Current is (byte)' ' or (byte)'\t' || text.Rest.StartsWith(NoBreakSpace);
        switch (_follow)
        {
            case Follow.Fields or Follow.Foreign when isIndented:
                return;
            case Follow.Indented when isIndented && _followUps < MaxFollowUps:
            case Follow.Any when _followUps < MaxFollowUps && !LooksStamped(text):
                _followUps++;
                TakeFollowUp(text, lineNumber);
                return;
        }

        var prefix = new LinePrefix();
        TryFindStamp(ref text, ref prefix);
        Emit(text, prefix, lineNumber);
    }

    private void TakeFollowUp(ByteCursor text, long lineNumber)
    {
        // Indented to the width of the prefix; one blank may be the text's own.
        int start = text.Position;
        while (text.Skip((byte)' ') || text.Skip(NoBreakSpace))
        {
        }

        if (text.Position > start && text.Peek(-1) == (byte)' ')
            text.Position--;
        Emit(text, _last, lineNumber, isContinuation: true);
    }

    /// <summary>On a console a login prompt may stand in front of the kernel's line.</summary>
    private static void TryFindStamp(ref ByteCursor text, ref LinePrefix prefix)
    {
        ByteCursor search = text;
        int bracket;
        while ((bracket = search.Rest.IndexOf((byte)'[')) >= 0)
        {
            search.Position += bracket;
            if (KernelStamp.TryRead(ref search, ref prefix))
            {
                text.Position = search.Position;
                return;
            }

            search.Position++;
        }
    }

    private static bool LooksStamped(ByteCursor text)
    {
        var ignored = new LinePrefix();
        int start = text.Position;
        TryFindStamp(ref text, ref ignored);
        return text.Position != start;
    }

    private void Emit(ByteCursor text, in LinePrefix prefix, long lineNumber, bool isContinuation = false, bool mayHoldLines = false)
    {
        if (LostRecords.TrySkip(ref text))
        {
            _sink.Gap();
            if (text.AtEnd)
                return;
        }

        ReadOnlySpan<byte> lines = EscapeSequences.Undo(text.Rest, prefix.Escapes, _unescaped, out bool isEscaped);
        if (!isEscaped && !mayHoldLines)
        {
            Hand(lines, prefix, lineNumber, isContinuation);
            return;
        }

        int end;
        while ((end = lines.IndexOf((byte)'\n')) >= 0)
        {
            Hand(lines[..end], prefix, lineNumber, isContinuation);
            isContinuation = true;
            lines = lines[(end + 1)..];
        }

        if (!isContinuation || !lines.IsEmpty)
            Hand(lines, prefix, lineNumber, isContinuation);
    }

    private void Hand(ReadOnlySpan<byte> text, in LinePrefix prefix, long lineNumber, bool isContinuation)
    {
        long time = prefix.Time >= 0 || _bootTime < 0 || prefix.Uptime < 0 ? prefix.Time : _bootTime + prefix.Uptime;
        HandedCount++;
        _sink.Accept(new LogRecord
        {
            Text = text,
            Time = time is > 0 and < 3_155_378_975_999_999_999 ? new DateTime(time, DateTimeKind.Utc) : null,
            Uptime = prefix.Uptime >= 0 ? new TimeSpan(prefix.Uptime) : null,
            Host = prefix.Host,
            Caller = prefix.Caller,
            LineNumber = lineNumber,
            IsContinuation = isContinuation,
        });
    }
}
