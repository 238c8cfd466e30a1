namespace OomTools.Logs;

/// <summary>How a container wrote bytes that it did not want to print.</summary>
internal enum TextEscapes : byte
{
    None,

    /// <summary><c>\x0a</c> for every byte below 0x20, from 0x7f on, and for the backslash itself (/dev/kmsg).</summary>
    Kmsg,

    /// <summary><c>#012</c>: octal, control characters only (rsyslog).</summary>
    Octal,

    /// <summary><c>\x09</c> for control characters only: other such sequences are the kernel's own text (dmesg, vmcore-dmesg).</summary>
    Control,
}

/// <summary>What stood in front of a line's text.</summary>
internal struct LinePrefix
{
    public const long Unknown = -1;

    public LinePrefix()
    {
    }

    /// <summary>Wall clock in ticks (UTC).</summary>
    public long Time { get; set; } = Unknown;

    /// <summary>Monotonic stamp in ticks.</summary>
    public long Uptime { get; set; } = Unknown;

    public string? Host { get; set; }

    public LogCaller Caller { get; set; }

    /// <summary>Facility times eight plus level, as <c>&lt;4&gt;</c> or a kmsg record say it.</summary>
    public int Priority { get; set; } = -1;

    /// <summary>Number of a kmsg record.</summary>
    public long Sequence { get; set; } = Unknown;

    /// <summary>Where this piece of a netconsole message begins, and how long the whole is; 0 for a message in one piece.</summary>
    public int FragmentOffset { get; set; }

    public int FragmentTotal { get; set; }

    public TextEscapes Escapes { get; set; }

    /// <summary>The container named the kernel as the origin, or is the kernel's own: only stamps and levels may follow.</summary>
    public bool HasOrigin { get; set; }

    /// <summary>The line was written by another program.</summary>
    public bool IsForeign { get; set; }

    /// <summary>A bare <c>[12.345678]</c>: follow-up lines of a record may come without any prefix (vmcore-dmesg).</summary>
    public bool IsBare { get; set; }

    /// <summary>True for facilities other than the kernel's: a program wrote into the kernel's buffer.</summary>
    public readonly bool IsForeignFacility => Priority >= 8;
}
