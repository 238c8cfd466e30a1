namespace OomTools.Logs;

/// <summary>Turns dates into UTC ticks: gives stamps without a zone the log's zone, and stamps without a year their year.</summary>
internal sealed class WallClock
{
    /// <summary>Zone transitions happen at quarter hours at the finest; the offset is asked for once in each.</summary>
    private const long OffsetStep = 15 * TimeSpan.TicksPerMinute;

    /// <summary>February 29 may be up to eight years back (1900, 2100).</summary>
    private const int MaxYearsBack = 8;

    private readonly TimeZoneInfo _zone;
    private DateTime _latest;
    private long _offsetKey = -1;
    private long _offset;

    public WallClock(LogDecoderOptions options)
    {
        _zone = options.TimeZone;
        ReferenceTime = options.ReferenceTime == DateTime.MaxValue ? DateTime.UtcNow : options.ReferenceTime;
    }

    /// <summary>A time (UTC) shortly after the log's last line. On a followed log it moves.</summary>
    public DateTime ReferenceTime
    {
        // A day of slack: the zone may be wrong, and a file's modification time is not its last stamp's.
        set => _latest = value < DateTime.MaxValue.AddDays(-1) ? value.AddDays(1) : value;
    }

    /// <summary>Local ticks of a date; <see cref="LinePrefix.Unknown"/> when there is no such date.</summary>
    public static long Date(int year, int month, int day) =>
        year is >= 1 and <= 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified).Ticks
            : LinePrefix.Unknown;

    /// <summary>Ticks since 1970 as UTC ticks; <see cref="LinePrefix.Unknown"/> when that is beyond a DateTime.</summary>
    public static long FromUnix(long microseconds) =>
        microseconds is >= 0 and < 250_000_000_000_000_000L // the year 9892
            ? DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond)
            : LinePrefix.Unknown;

    public long ToUtc(long local)
    {
        if (local < 0)
            return LinePrefix.Unknown;
        long key = local / OffsetStep;
        if (key != _offsetKey)
        {
            _offset = _zone.GetUtcOffset(new DateTime(local, DateTimeKind.Unspecified)).Ticks;
            _offsetKey = key;
        }

        return Math.Max(0, local - _offset);
    }

    /// <summary>The latest such day and time of day that is not after the log's end.</summary>
    public long LatestYear(int month, int day, long timeOfDay)
    {
        for (int back = 0; back <= MaxYearsBack; back++)
        {
            long date = Date(_latest.Year - back, month, day);
            long utc = date < 0 ? LinePrefix.Unknown : ToUtc(date + timeOfDay);
            if (utc >= 0 && utc <= _latest.Ticks)
                return utc;
        }

        return LinePrefix.Unknown;
    }
}
