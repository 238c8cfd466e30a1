using OomTools.Text;

namespace OomTools.Logs;

/// <summary>One entry of a journal, collected field by field in whatever order they come. Reused.</summary>
internal sealed class JournalEntry(HostNames hosts, StampReader stamps)
{
    private readonly byte[] _message = new byte[LogDecoder.MaxText];
    private int _length;
    private bool? _isKernelTransport;
    private bool? _isKernelIdentifier;
    private bool _isJournald;
    private bool _isOtherFacility;
    private LinePrefix _prefix = new();

    /// <summary>Any field was read since the entry began.</summary>
    public bool HasFields { get; private set; }

    public bool HasMessage { get; private set; }

    /// <summary>The message is there but was left out (<c>null</c>: longer than journalctl prints without -a).</summary>
    public bool IsMessageLost { get; private set; }

    /// <summary>Where the message stands.</summary>
    public long LineNumber { get; private set; }

    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _length);

    /// <summary>The entry as a prefix: time, host, origin.</summary>
    public LinePrefix Prefix
    {
        get
        {
            LinePrefix prefix = _prefix;
            prefix.HasOrigin = true;
            // A program may write into the kernel's buffer; the facility tells. Syslog may carry a remote kernel's lines.
            prefix.IsForeign = _isOtherFacility && _isKernelTransport != false
                || (_isKernelTransport == true ? false : _isKernelIdentifier == false || (_isKernelTransport == false && _isKernelIdentifier != true));
            return prefix;
        }
    }

    /// <summary>journald says here that it missed kernel messages.</summary>
    /// <param name="lost">How many.</param>
    public bool IsLossNotice(out long? lost)
    {
        lost = null;
        return _isJournald && LostRecords.IsMissed(new ByteCursor(Message), out lost);
    }

    public void Clear()
    {
        _length = 0;
        _isKernelTransport = null;
        _isKernelIdentifier = null;
        _isJournald = false;
        _isOtherFacility = false;
        HasFields = false;
        HasMessage = false;
        IsMessageLost = false;
        _prefix = new LinePrefix();
    }

    /// <summary>Makes room for a message that is written piece by piece. False when the entry has one already.</summary>
    public bool BeginMessage(long lineNumber)
    {
        HasFields = true;
        if (HasMessage)
            return false;
        HasMessage = true;
        LineNumber = lineNumber;
        return true;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        int room = Math.Min(bytes.Length, _message.Length - _length);
        bytes[..room].CopyTo(_message.AsSpan(_length));
        _length += room;
    }

    public void LoseMessage()
    {
        HasFields = true;
        IsMessageLost = true;
    }

    public void Set(JournalField field, ReadOnlySpan<byte> value)
    {
        HasFields = true;
        switch (field)
        {
            case JournalField.Realtime:
                _prefix.Time = TryNumber(value, out long realtime) ? WallClock.FromUnix(realtime) : LinePrefix.Unknown;
                break;
            case JournalField.SourceMonotonic:
                if (TryNumber(value, out long micros) && micros < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond)
                    _prefix.Uptime = micros * TimeSpan.TicksPerMicrosecond;
                break;
            case JournalField.Hostname:
                if (!value.IsEmpty)
                    _prefix.Host = hosts.Intern(value[..Math.Min(value.Length, byte.MaxValue)]);
                break;
            case JournalField.Transport:
                _isKernelTransport = value.SequenceEqual("kernel"u8);
                break;
            case JournalField.Identifier:
                _isKernelIdentifier = value.SequenceEqual("kernel"u8) || value.SequenceEqual("klogd"u8);
                _isJournald = value.SequenceEqual("systemd-journald"u8);
                break;
            case JournalField.Facility:
                _isOtherFacility = !value.SequenceEqual("0"u8) && !FacilityNames.IsKernel(value);
                break;
            case JournalField.Priority:
                _isOtherFacility |= TryNumber(value, out long priority) && priority >= 8;
                break;
            case JournalField.Time:
                SetTime(value);
                break;
            case JournalField.Caller:
                SetCaller(value);
                break;
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> value, out long number)
    {
        var cursor = new ByteCursor(value);
        return cursor.TryNumber(out number) && cursor.AtEnd;
    }

    private void SetTime(ReadOnlySpan<byte> value)
    {
        var cursor = new ByteCursor(value);
        if (stamps.TryReadIso(ref cursor, out long time, out _))
        {
            _prefix.Time = time;
        }
        else if (cursor.TryNumber(out long seconds) && cursor.Current == (byte)'.' && seconds < int.MaxValue)
        {
            // dmesg -J: seconds since boot.
            _prefix.Uptime = (seconds * TimeSpan.TicksPerSecond) + StampReader.ReadFraction(ref cursor);
        }
    }

    private void SetCaller(ReadOnlySpan<byte> value)
    {
        var cursor = new ByteCursor(value);
        char kind = (char)cursor.Current;
        cursor.Position = Math.Min(1, value.Length);
        if (kind is 'T' or 'C' && cursor.TryNumber(out long id) && id <= int.MaxValue)
            _prefix.Caller = new LogCaller(kind, (int)id);
    }
}
