using OomTools.Text;

namespace OomTools.Logs;

/// <summary>
/// Stamps in brackets that are not the kernel's: <c>dmesg -T</c> in any language, <c>--reltime</c>, <c>--time-format delta</c>,
/// and those of tools that capture a console.
/// </summary>
internal sealed class BracketStamp(StampReader stamps)
{
    /// <summary>Day and month in the longest language, and room.</summary>
    private const int MaxStamp = 64;

    /// <summary>Where reltime counts from, and what was counted since.</summary>
    private long _reference = LinePrefix.Unknown;

    /// <summary>Set once the log counts relative to lines before: no line may then be left out.</summary>
    public bool IsRelative { get; private set; }

    public bool TryRead(ref ByteCursor line, ref LinePrefix prefix)
    {
        ReadOnlySpan<byte> rest = line.Rest;
        int end = rest[..Math.Min(rest.Length, MaxStamp)].IndexOf((byte)']');
        if (end < 3)
            return false;
        ReadOnlySpan<byte> stamp = rest[1..end];
        long time = LinePrefix.Unknown;
        if (!TryReadDelta(stamp, ref time) && !TryReadDate(stamp, ref time))
            return false;

        prefix.Time = time;
        prefix.HasOrigin = true;
        line.Position += end + 1;
        KernelStamp.TryReadCaller(ref line, ref prefix);
        _ = line.Skip((byte)' ');
        return true;
    }

    /// <summary><c>[  +0.000472]</c>, <c>[&lt;    0.000016&gt;]</c>, grabserial's <c>[12.345678 0.000123]</c>.</summary>
    private bool TryReadDelta(ReadOnlySpan<byte> stamp, ref long time)
    {
        var cursor = new ByteCursor(stamp);
        bool isDelta = cursor.Skip((byte)'<');
        cursor.SkipSpaces();
        bool isRelative = cursor.Skip((byte)'+') || cursor.Skip((byte)'-');
        if (!cursor.TryNumber(out long seconds) || !cursor.Skip((byte)'.') || !cursor.TryDigits(6, out int micros))
            return false;
        if (isDelta)
            return cursor.Skip((byte)'>') && cursor.AtEnd;
        if (!isRelative)
            return cursor.SkipSpaces() == 1 && cursor.TryNumber(out _) && cursor.Skip((byte)'.') && cursor.TryDigits(6, out _) && cursor.AtEnd;
        if (!cursor.AtEnd)
            return false;

        IsRelative = true;
        if (_reference >= 0 && seconds < int.MaxValue)
        {
            _reference += (seconds * TimeSpan.TicksPerSecond) + (micros * TimeSpan.TicksPerMicrosecond);
            if (_reference > DateTime.MaxValue.Ticks)
                _reference = LinePrefix.Unknown;
        }

        time = _reference;
        return true;
    }

    private bool TryReadDate(ReadOnlySpan<byte> stamp, ref long time)
    {
        var cursor = new ByteCursor(stamp);
        if (stamps.TryReadIso(ref cursor, out time, out _))
            return cursor.AtEnd;
        if (StampReader.TryReadClock(ref cursor, out _))
        {
            StampReader.ReadFraction(ref cursor);
            time = LinePrefix.Unknown;
            return cursor.AtEnd;
        }

        return TryReadCtime(stamp, ref time) || TryReadRelativeMinute(stamp, ref time);
    }

    /// <summary><c>[Sun Nov 22 22:16:10 2026]</c>, <c>[So Nov 22 …]</c>, <c>[日 11月 22 …]</c>: read from the right, where no language matters.</summary>
    private bool TryReadCtime(ReadOnlySpan<byte> stamp, ref long time)
    {
        const int ClockAndYear = 13; // 22:16:10 2026
        if (stamp.Length < ClockAndYear + 4)
            return false;
        var tail = new ByteCursor(stamp[^ClockAndYear..]);
        if (!StampReader.TryReadClock(ref tail, out long timeOfDay) || !tail.Skip((byte)' ') || !tail.TryDigits(4, out int year))
            return false;
        ReadOnlySpan<byte> date = stamp[..^ClockAndYear].TrimEnd((byte)' ');
        int beforeDay = date.LastIndexOf((byte)' ');
        var dayCursor = new ByteCursor(date[(beforeDay + 1)..]);
        if (beforeDay < 1 || !dayCursor.TryNumber(out long day) || !dayCursor.AtEnd || day > 31)
            return false;
        date = date[..beforeDay].TrimEnd((byte)' ');
        time = stamps.FromCtime(date[(date.LastIndexOf((byte)' ') + 1)..], (int)day, timeOfDay, year);
        return true;
    }

    /// <summary><c>[Nov22 22:16]</c>: what reltime prints when a minute has begun.</summary>
    private bool TryReadRelativeMinute(ReadOnlySpan<byte> stamp, ref long time)
    {
        const int Clock = 5; // 22:16
        if (stamp.Length < Clock + 5 || stamp[^3] != (byte)':' || stamp[^(Clock + 1)] != (byte)' ')
            return false;
        var tail = new ByteCursor(stamp[^Clock..]);
        if (!tail.TryDigits(2, out int hour) || hour > 23 || !tail.Skip((byte)':') || !tail.TryDigits(2, out int minute) || minute > 59)
            return false;
        ReadOnlySpan<byte> date = stamp[..^(Clock + 1)];
        int digits = 0;
        while (digits < 2 && date.Length > digits && (uint)(date[date.Length - 1 - digits] - '0') <= 9)
            digits++;
        var dayCursor = new ByteCursor(date[^digits..]);
        if (digits == 0 || !dayCursor.TryNumber(out long day))
            return false;
        ReadOnlySpan<byte> month = date[..^digits].TrimEnd((byte)' ');
        if (month.IsEmpty || month.Contains((byte)' '))
            return false;

        IsRelative = true;
        _reference = stamps.FromMonthAndDay(month, (int)day, ((hour * 60L) + minute) * TimeSpan.TicksPerMinute);
        time = _reference;
        return true;
    }
}
