namespace OomTools.Logs;

/// <summary>The fields of a journal entry, or of another logger's JSON object, that matter.</summary>
internal enum JournalField : byte
{
    None,
    Message,
    Realtime,
    SourceMonotonic,
    Hostname,
    Transport,
    Identifier,
    Facility,

    /// <summary><c>dmesg -J</c>: seconds since boot; other loggers: a date.</summary>
    Time,

    /// <summary><c>dmesg -J</c>: facility times eight plus level, or a level's name.</summary>
    Priority,

    /// <summary><c>dmesg -J</c>: the printk caller.</summary>
    Caller,
}

internal static class JournalFields
{
    /// <summary>What a field's name stands for.</summary>
    public static JournalField Of(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 3:
                return name.SequenceEqual("msg"u8) || name.SequenceEqual("log"u8) ? JournalField.Message
                    : name.SequenceEqual("pri"u8) ? JournalField.Priority
                    : name.SequenceEqual("fac"u8) ? JournalField.Facility : JournalField.None;
            case 4:
                return name.SequenceEqual("time"u8) ? JournalField.Time
                    : name.SequenceEqual("host"u8) ? JournalField.Hostname : JournalField.None;
            case 6:
                return name.SequenceEqual("caller"u8) ? JournalField.Caller : JournalField.None;
            case 7:
                return name.SequenceEqual("MESSAGE"u8) || name.SequenceEqual("message"u8) ? JournalField.Message : JournalField.None;
            case 8:
                return name.SequenceEqual("hostname"u8) ? JournalField.Hostname : JournalField.None;
            case 9:
                return name.SequenceEqual("_HOSTNAME"u8) || name.SequenceEqual("node_name"u8) ? JournalField.Hostname
                    : name.SequenceEqual("timestamp"u8) ? JournalField.Time : JournalField.None;
            default:
                return OfLonger(name);
        }
    }

    private static JournalField OfLonger(ReadOnlySpan<byte> name) => name.Length switch
    {
        10 when name.SequenceEqual("_TRANSPORT"u8) => JournalField.Transport,
        10 when name.SequenceEqual("@timestamp"u8) => JournalField.Time,
        11 when name.SequenceEqual("textPayload"u8) => JournalField.Message,
        15 when name.SequenceEqual("SYSLOG_FACILITY"u8) => JournalField.Facility,
        17 when name.SequenceEqual("SYSLOG_IDENTIFIER"u8) => JournalField.Identifier,
        20 when name.SequenceEqual("__REALTIME_TIMESTAMP"u8) => JournalField.Realtime,
        27 when name.SequenceEqual("_SOURCE_MONOTONIC_TIMESTAMP"u8) => JournalField.SourceMonotonic,
        _ => JournalField.None,
    };
}
