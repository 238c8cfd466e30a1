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

    /// <summary>In front of each object of journalctl -o json-seq.</summary>
    private const byte RecordSeparator = 0x1e;

    private readonly ILogSink _sink;
    private readonly RecordText _text;
    private readonly WallClock _clock;
    private readonly PrefixReader _prefixes;
    private readonly JournalEntry _entry;
    private readonly JsonEntries _json;
    private readonly ExportEntries _export;
    private readonly Fragments _fragments = new();
    private readonly FollowUps _followUps = new();
    private readonly byte[] _cleaned = new byte[MaxText];
    private readonly RecordNumbers _numbers = new();
    private bool _isJson;

    public LogDecoder(ILogSink sink, LogDecoderOptions options)
    {
        _sink = sink;
        _text = new RecordText(sink, options.BootTime);
        _clock = new WallClock(options);
        var hosts = new HostNames();
        _prefixes = new PrefixReader(_clock, hosts);
        _entry = new JournalEntry(hosts, new StampReader(_clock));
        _json = new JsonEntries(_entry, CompleteEntry);
        _export = new ExportEntries(_entry, CompleteEntry);
    }

    /// <summary>Something was begun that further lines complete: none may be left out now.</summary>
    public bool IsPending => _entry.HasFields || !_fragments.IsEmpty;

    /// <summary>The log counts time from line to line: none may be left out at all.</summary>
    public bool NeedsEveryLine => _prefixes.IsRelative;

    /// <inheritdoc cref="RecordText.BootTime"/>
    public DateTime BootTime
    {
        set => _text.BootTime = value;
    }

    /// <inheritdoc cref="WallClock.ReferenceTime"/>
    public DateTime ReferenceTime
    {
        set => _clock.ReferenceTime = value;
    }

    /// <summary>The log holds JSON, in which a message may be hidden as an array of numbers.</summary>
    public bool IsJson => _isJson;

    /// <summary>Lines handed to the sink.</summary>
    public long HandedCount => _text.HandedCount;

    /// <summary>Takes one physical line, without its line feed.</summary>
    public void Decode(ReadOnlySpan<byte> line, long lineNumber, LineTraits traits = LineTraits.Unknown)
    {
        if ((_export.IsActive || ExportEntries.IsStart(line)) && _export.Read(line, lineNumber))
            return;
        if ((traits & LineTraits.Control) != 0)
            line = EscapeSequences.Clean(line, _cleaned);
        if (line.IsEmpty || TryReadJson(line, lineNumber))
            return;

        var cursor = new ByteCursor(line);
        if (line[0] == (byte)'*' && LostRecords.TrySkip(ref cursor, out long? lost))
        {
            _sink.Gap(lost, null);
            if (cursor.AtEnd)
                return;
        }

        ref LinePrefix prefix = ref _followUps.Next();
        if (_prefixes.TryRead(ref cursor, ref prefix))
            TakePrefixed(cursor, prefix, lineNumber, traits);
        else
            TakeBare(cursor, lineNumber, traits);
    }

    /// <summary>The log ends.</summary>
    public void End()
    {
        _export.End();
        if (_fragments.Clear())
            _sink.Gap(1, null);
        _sink.End();
    }

    /// <summary>Whole lines are left out, or given back.</summary>
    public void PassOver(ReadOnlySpan<byte> lines, bool isGivenBack = false) => _numbers.PassOver(lines, isGivenBack);

    /// <summary>The log goes on in another file.</summary>
    public void EndFile()
    {
        _numbers.Forget();
        Skip();
    }

    /// <summary>Lines were left out before the next one.</summary>
    public void Skip()
    {
        _followUps.End();
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

        bool isBare = _followUps.Prefix.IsBare;
        for (int i = 0; i < FollowUps.Most && start > floor; i++)
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
        _followUps.End();
        return true;
    }

    private void CompleteEntry()
    {
        LinePrefix prefix = _entry.Prefix;
        if (_entry.IsLossNotice(out long? lost))
        {
            _sink.Gap(lost, prefix.Host);
            return;
        }

        if (prefix.IsForeign)
            return;
        if (_entry.IsMessageLost)
            _sink.Gap(1, prefix.Host);
        if (!_entry.HasMessage)
            return;
        var text = new ByteCursor(_entry.Message);
        // Cloud loggers keep the console's stamp in the text.
        if (text.Current is (byte)'[' or (byte)'<' && prefix.Uptime < 0)
            _prefixes.TryRead(ref text, ref prefix);
        else if (prefix.Uptime < 0)
            FindStamp(ref text, ref prefix);
        if (!prefix.IsForeign)
            _text.Take(text, prefix, _entry.LineNumber, LineTraits.Unknown, mayHoldLines: true);
    }

    private void TakePrefixed(ByteCursor text, in LinePrefix prefix, long lineNumber, LineTraits traits)
    {
        if (!_numbers.Follows(prefix, out long lost))
            _sink.Gap(lost, prefix.Host);
        bool isForeign = prefix.IsForeign || (prefix.IsForeignFacility && prefix.Host is null);
        if (isForeign)
        {
            _followUps.BeginForeign();
            if (LostRecords.IsOfLogger(text, out long? missed))
                _sink.Gap(missed, prefix.Host);
            return;
        }

        _followUps.Begin();
        if (prefix.FragmentTotal == 0)
        {
            if (prefix is { HasOrigin: false, Uptime: < 0 })
            {
                LinePrefix found = prefix;
                FindStamp(ref text, ref found);
                _text.Take(text, found, lineNumber, traits);
                return;
            }

            _text.Take(text, prefix, lineNumber, traits);
            return;
        }

        bool isWhole = _fragments.TryJoin(prefix, text.Rest, out ReadOnlySpan<byte> message, out bool isLost);
        if (isLost)
            _sink.Gap(1, null);
        if (isWhole)
            _text.Take(new ByteCursor(message), prefix, lineNumber, LineTraits.Unknown);
    }

    /// <summary>Between a collector's stamp and the kernel's may stand what the collector knows: <c>stdout F [   14.04] </c> (containers), labels.</summary>
    private static void FindStamp(ref ByteCursor text, ref LinePrefix prefix)
    {
        ByteCursor search = text;
        if (KernelStamp.TryFind(ref search, ref prefix))
            text = search;
    }

    private void TakeBare(ByteCursor text, long lineNumber, LineTraits traits)
    {
        if (LostRecords.IsSeparator(text.Rest) || LostRecords.IsPstorePart(text.Rest))
        {
            _followUps.End();
            _sink.Gap(0, null);
            return;
        }

        // A mail's quotation; the kernel begins no line so.
        while (text.Skip("> "u8))
        {
        }

        if (_followUps.IsOthers(text))
            return;
        if (_followUps.TryTake(ref text))
        {
            _text.Take(text, _followUps.Prefix, lineNumber, traits, isContinuation: true);
            return;
        }

        // On a console a login prompt may stand in front of the kernel's line.
        var prefix = new LinePrefix();
        _ = KernelStamp.TryFind(ref text, ref prefix);
        _text.Take(text, prefix, lineNumber, traits);
    }
}
