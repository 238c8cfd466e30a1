using OomTools.Logs;

namespace OomTools.Oom;

/// <summary>Puts lines together that were printed, and recorded, in pieces.</summary>
internal sealed partial class HostLog
{
    // The longest line that is printed in pieces; a record ends at 1024 bytes.
    private const int MaxHeld = 4096;

    // Foreign lines between two pieces.
    private const int MaxHeldAge = 8;

    private byte[]? _held;
    private int _heldLength;
    private int _heldAge;
    private LineKind _heldKind;
    private LogCaller _heldCaller;
    private string? _heldHost;
    private DateTime? _heldTime;
    private TimeSpan? _heldUptime;
    private long _heldLine;

    /// <summary>A line waits for its rest.</summary>
    public bool IsHolding => _heldLength > 0;

    /// <summary>A line without host and stamps is the rest of the one held back: something broke it in two, and only the first half kept its prefix.</summary>
    public bool IsRestOfHeld(ReadOnlySpan<byte> line) => IsHolding && TornLine.IsRest(_held.AsSpan(0, _heldLength), line);

    /// <summary>
    /// A section that comes later in a report than the line held back: its rest is lost. It must be taken first, or it would come
    /// when its report has passed its section, and begin another one.
    /// </summary>
    private bool IsBehindHeld(LineKind kind, LogCaller caller) =>
        (_heldKind >= LineKind.CompactionDisabled || (_heldKind == LineKind.Header && !IsInPieces)) && kind >= LineKind.CompactionDisabled
        && kind >= _heldKind && caller == _heldCaller;

    /// <summary>The kernel itself prints headers in pieces (4.9 to 4.20), and another processor may print in between.</summary>
    private bool IsInPieces => _held.AsSpan(0, _heldLength).IndexOf(" nodemask="u8) > 0;

    /// <summary>Adds a line to the one held back; false when it is no piece of it.</summary>
    private bool TryJoin(LogCaller caller, ref ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> held = _held.AsSpan(0, _heldLength);
        bool sameCaller = !caller.IsKnown || !_heldCaller.IsKnown || caller == _heldCaller;
        if (!sameCaller || _heldLength + line.Length > MaxHeld || !TornLine.IsRest(held, line))
        {
            return false;
        }

        if (TornLine.NeedsBlank(held.TrimEnd((byte)' ')))
        {
            line = line.TrimStart((byte)' ');
        }

        line.CopyTo(_held.AsSpan(_heldLength));
        line = _held.AsSpan(0, _heldLength + line.Length);
        _heldLength = 0;
        return true;
    }

    private void Hold(in LogRecord record, LineKind kind, ReadOnlySpan<byte> line)
    {
        _held ??= new byte[MaxHeld];
        _heldLength = Math.Min(line.Length, MaxHeld);
        // The line may be the buffer's own beginning.
        line[.._heldLength].CopyTo(_held);
        if (_heldLength < MaxHeld && TornLine.NeedsBlank(line[.._heldLength]))
            _held[_heldLength++] = (byte)' ';
        (_heldCaller, _heldHost, _heldTime, _heldUptime, _heldLine) = (record.Caller, record.Host, record.Time, record.Uptime, record.LineNumber);
        (_heldAge, _heldKind) = (0, kind);
    }

    /// <summary>Nothing more came: the line counts as it is.</summary>
    private void ReleaseHeld()
    {
        ReadOnlySpan<byte> line = _held.AsSpan(0, _heldLength).ToArray();
        _heldLength = 0;
        Dispatch(LineClassifier.Classify(line), HeldRecord(line), line);
    }

    private LogRecord HeldRecord(ReadOnlySpan<byte> line) => new()
    {
        Text = line,
        Caller = _heldCaller,
        Host = _heldHost,
        Time = _heldTime,
        Uptime = _heldUptime,
        LineNumber = _heldLine,
    };
}
