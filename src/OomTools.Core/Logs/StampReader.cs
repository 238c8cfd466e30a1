using OomTools.Text;

namespace OomTools.Logs;

/// <summary>Reads wall-clock stamps of every kind that loggers and capture tools write.</summary>
internal sealed class StampReader(WallClock clock)
{
    /// <summary>Longer than any month name in bytes.</summary>
    private const int MaxMonth = 12;

    private readonly byte[] _lastStamp = new byte[24];
    private int _lastStampLength;
    private long _lastTime;

    private long _minuteKey = -1;
    private long _minute;

    /// <summary><c>Nov 22 22:59:51</c>, with a year, a fraction or another language's month. Traditional syslog, journalctl -o short.</summary>
    public bool TryReadMonth(ref ByteCursor line, out long time)
    {
        // The stamp of the line before: most lines of a burst share it.
        if (_lastStampLength > 0 && line.Rest.StartsWith(_lastStamp.AsSpan(0, _lastStampLength)))
        {
            time = _lastTime;
            line.Position += _lastStampLength;
            time = AddFraction(time, ReadFraction(ref line));
            return true;
        }

        int start = line.Position;
        time = LinePrefix.Unknown;
        ReadOnlySpan<byte> month = line.PeekWord(MaxMonth);
        line.Position += month.Length;
        if (month.IsEmpty || line.SkipSpaces() == 0 || !line.TryNumber(out long day) || day is < 1 or > 31 || line.SkipSpaces() == 0)
            return Fail(ref line, start);

        int year = 0;
        if (line.Peek(4) == (byte)' ' && line.TryDigits(4, out year))
            line.Position++;
        if (!TryReadClock(ref line, out long timeOfDay))
            return Fail(ref line, start);
        int number = MonthNames.Find(month);
        if (number > 0)
            time = year > 0 ? Local(year, number, (int)day, timeOfDay) : clock.LatestYear(number, (int)day, timeOfDay);
        Remember(line, start, time);
        time = AddFraction(time, ReadFraction(ref line));
        return true;
    }

    /// <summary><c>2026-11-22T23:00:33.401753+00:00</c> with a blank for the T, a comma for the point, any form of zone or none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="time">UTC ticks.</param>
    /// <param name="isDmesg">True for a comma: <c>dmesg --time-format iso</c> writes it, and no logger does.</param>
    public bool TryReadIso(ref ByteCursor line, out long time, out bool isDmesg)
    {
        isDmesg = false;
        time = LinePrefix.Unknown;
        int start = line.Position;
        if (line.Peek(4) != (byte)'-' || line.Peek(7) != (byte)'-' || line.Peek(13) != (byte)':' || !TryReadMinute(ref line, out long minute)
            || !line.Skip((byte)':') || !line.TryDigits(2, out int second) || second > 60)
        {
            return Fail(ref line, start);
        }

        isDmesg = line.Current == (byte)',';
        long fraction = ReadFraction(ref line);
        if (minute >= 0)
        {
            long local = minute + (second * TimeSpan.TicksPerSecond) + fraction;
            time = TryReadZone(ref line, out long offset) ? Math.Max(0, local - offset) : clock.ToUtc(local);
        }
        else
        {
            _ = TryReadZone(ref line, out _);
        }

        return true;
    }

    /// <summary><c>Sun 2026-11-22 23:00:33 UTC</c>: journalctl -o short-full, verbose.</summary>
    public bool TryReadWeekday(ref ByteCursor line, out long time)
    {
        time = LinePrefix.Unknown;
        int start = line.Position;
        ReadOnlySpan<byte> weekday = line.PeekWord(MaxMonth);
        line.Position += weekday.Length;
        if (weekday.IsEmpty || !line.Skip((byte)' ') || line.Peek(4) != (byte)'-' || !TryReadMinute(ref line, out long minute)
            || !line.Skip((byte)':') || !line.TryDigits(2, out int second))
        {
            return Fail(ref line, start);
        }

        long local = minute + (second * TimeSpan.TicksPerSecond) + ReadFraction(ref line);
        bool hasZone = line.Skip((byte)' ') & ZoneNames.TryRead(ref line, out long offset);
        if (minute >= 0)
            time = hasZone ? Math.Max(0, local - offset) : clock.ToUtc(local);
        return true;
    }

    /// <summary><c>1795388433.401753</c>: journalctl -o short-unix.</summary>
    public static bool TryReadUnix(ref ByteCursor line, out long time)
    {
        int start = line.Position;
        time = LinePrefix.Unknown;
        // Nine digits and more: since 1973. Fewer are some other number.
        if (!line.TryNumber(out long seconds) || line.Position - start is < 9 or > 11 || !line.Skip((byte)'.')
            || !line.TryDigits(6, out int micros) || line.Current != (byte)' ')
        {
            return Fail(ref line, start);
        }

        time = WallClock.FromUnix((seconds * 1_000_000) + micros);
        return true;
    }

    /// <summary><c>22 22:16:10 2026</c> after the month's name, as ctime prints it; the text before it is the month, in any language.</summary>
    public long FromCtime(ReadOnlySpan<byte> month, int day, long timeOfDay, int year)
    {
        int number = MonthNames.Find(month);
        return number > 0 ? Local(year, number, day, timeOfDay) : LinePrefix.Unknown;
    }

    /// <summary>The latest such minute before the log's end: <c>dmesg --reltime</c> prints no year.</summary>
    public long FromMonthAndDay(ReadOnlySpan<byte> month, int day, long timeOfDay)
    {
        int number = MonthNames.Find(month);
        return number > 0 ? clock.LatestYear(number, day, timeOfDay) : LinePrefix.Unknown;
    }

    /// <summary><c>22:16:10</c>, without a fraction.</summary>
    public static bool TryReadClock(ref ByteCursor line, out long timeOfDay)
    {
        timeOfDay = 0;
        int start = line.Position;
        if (!line.TryDigits(2, out int hour) || hour > 23 || !line.Skip((byte)':') || !line.TryDigits(2, out int minute) || minute > 59
            || !line.Skip((byte)':') || !line.TryDigits(2, out int second) || second > 60)
        {
            return Fail(ref line, start);
        }

        timeOfDay = (((hour * 60L) + minute) * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>Digits after a point or comma; 0 when there are none.</summary>
    public static long ReadFraction(ref ByteCursor line)
    {
        if (line.Current is not ((byte)'.' or (byte)',') || (uint)(line.Peek(1) - '0') > 9)
            return 0;
        line.Position++;
        long ticks = 0;
        long unit = TimeSpan.TicksPerSecond / 10;
        while ((uint)(line.Current - '0') <= 9)
        {
            ticks += (line.Current - '0') * unit;
            unit /= 10;
            line.Position++;
        }

        return ticks;
    }

    private long Local(int year, int month, int day, long timeOfDay)
    {
        long date = WallClock.Date(year, month, day);
        return date < 0 ? LinePrefix.Unknown : clock.ToUtc(date + timeOfDay);
    }

    /// <summary><c>2026-11-22T23:00</c>. Its ticks are remembered: they change once a minute.</summary>
    private bool TryReadMinute(ref ByteCursor line, out long minute)
    {
        minute = LinePrefix.Unknown;
        if (!line.TryDigits(4, out int year) || !line.Skip((byte)'-') || !line.TryDigits(2, out int month) || !line.Skip((byte)'-')
            || !line.TryDigits(2, out int day) || !(line.Skip((byte)'T') || line.Skip((byte)' '))
            || !line.TryDigits(2, out int hour) || !line.Skip((byte)':') || !line.TryDigits(2, out int minutes) || hour > 23 || minutes > 59)
        {
            return false;
        }

        long key = (((((((year * 100L) + month) * 100) + day) * 100) + hour) * 100) + minutes;
        if (key != _minuteKey)
        {
            long date = WallClock.Date(year, month, day);
            _minute = date < 0 ? LinePrefix.Unknown : date + (((hour * 60L) + minutes) * TimeSpan.TicksPerMinute);
            _minuteKey = key;
        }

        minute = _minute;
        return true;
    }

    /// <summary><c>Z</c>, <c>+00:00</c>, <c>+0000</c>, <c>+00</c>, also after a blank.</summary>
    private static bool TryReadZone(ref ByteCursor line, out long offset)
    {
        offset = 0;
        if (line.Skip((byte)'Z'))
            return true;
        int start = line.Position;
        _ = line.Skip((byte)' ');
        if (line.Skip("UTC"u8))
            return true;
        bool isWest = line.Current == (byte)'-';
        if (!(line.Skip((byte)'+') || line.Skip((byte)'-')) || !line.TryDigits(2, out int hours) || hours > 18)
            return Fail(ref line, start);
        _ = line.Skip((byte)':');
        _ = line.TryDigits(2, out int minutes);
        if (line.Current is not ((byte)' ' or (byte)']' or 0))
            return Fail(ref line, start);
        offset = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute * (isWest ? -1 : 1);
        return true;
    }

    private static long AddFraction(long time, long fraction) => time < 0 ? time : time + fraction;

    private void Remember(ByteCursor line, int start, long time)
    {
        int length = line.Position - start;
        _lastStampLength = 0;
        if (length > _lastStamp.Length)
            return;
        line.Position = start;
        line.Rest[..length].CopyTo(_lastStamp);
        _lastStampLength = length;
        _lastTime = time;
    }

    private static bool Fail(ref ByteCursor line, int start)
    {
        line.Position = start;
        return false;
    }
}
