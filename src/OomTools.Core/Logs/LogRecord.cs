namespace OomTools.Logs;

/// <summary>One line of the kernel's text, freed of its container. The text is valid only during the call that hands it over.</summary>
internal readonly ref struct LogRecord
{
    /// <summary>The kernel's text: no prefix, no line end, escapes of the container undone; otherwise raw bytes.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Wall-clock time (UTC), where the container has one.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Monotonic stamp, where the container has one.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Host, where the container has one. The same instance for the same name.</summary>
    public string? Host { get; init; }

    /// <summary>Who printed the line; <see cref="LogCaller.None"/> where not printed.</summary>
    public LogCaller Caller { get; init; }

    /// <summary>Line of the source, from 1.</summary>
    public long LineNumber { get; init; }

    /// <summary>True for the second and further lines of one printk record.</summary>
    public bool IsContinuation { get; init; }

    /// <summary>The text is known to hold no byte above 0x7f.</summary>
    public bool IsAscii { get; init; }
}
