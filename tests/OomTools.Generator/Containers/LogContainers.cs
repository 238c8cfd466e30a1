using System.Globalization;

namespace OomTools.Generator.Containers;

/// <summary>Every container we can write.</summary>
public static class LogContainers
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_microsecond = TimeSpan.FromMicroseconds(1);
    private static readonly string[] s_levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"];

    /// <summary>No prefix at all.</summary>
    public static LogContainer Bare { get; } = new PrefixContainer("bare", _ => "") { FollowUp = FollowUp.Bare };

    /// <summary>rsyslog's old default, with the kernel's stamp in the text; several hosts may share a file.</summary>
    public static LogContainer Syslog { get; } = new PrefixContainer("syslog", entry => $"{Month(entry)} {entry.Host} kernel: {Stamp(entry)} ")
    {
        HasUptime = true,
        HasHost = true,
        ClockUnit = s_second,
        Escapes = Escapes.Octal,
        IsEscapeAmbiguous = true,
    };

    /// <summary>dmesg without options.</summary>
    public static LogContainer Dmesg { get; } = DmesgForm("dmesg", entry => $"{Stamp(entry)}{Caller(entry)} ", hasUptime: true, hasCaller: true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LogContainer> All { get; } =
    [
        new KmsgContainer("kmsg", "") { HasUptime = true, HasCaller = true },
        new KmsgContainer("netconsole", "6.4.0,") { HasUptime = true, HasCaller = true },
        Dmesg,
        DmesgForm("dmesg-ctime", entry => $"[{Text(entry, "ddd MMM d HH:mm:ss yyyy", padDay: true)}] ", clock: s_second),
        DmesgForm("dmesg-decode", entry => $"kern  :{s_levels[entry.Record.Level],-6}: {Stamp(entry)}{Caller(entry)} ", hasUptime: true, hasCaller: true),
        DmesgForm("dmesg-decode-ctime", entry => $"kern  :{s_levels[entry.Record.Level],-6}: [{Text(entry, "ddd MMM d HH:mm:ss yyyy", padDay: true)}] ", clock: s_second),
        DmesgForm("dmesg-iso", entry => Text(entry, "yyyy-MM-dd'T'HH:mm:ss','ffffff") + "+00:00 ", clock: s_microsecond),
        DmesgForm("dmesg-reltime", entry => entry.Sequence % 50 == 0 ? $"[{Text(entry, "MMMdd HH:mm")}] " : "[  +0.000472] "),
        DmesgForm("dmesg-notime", _ => ""),
        new PrefixContainer("dmesg-raw", entry => $"<{entry.Record.Level}>{Stamp(entry)}{Caller(entry)} ") { HasUptime = true, HasCaller = true },
        new DmesgJsonContainer { HasUptime = true },
        new PrefixContainer("console", entry => $"{Stamp(entry)}{Caller(entry)} ") { HasUptime = true, HasCaller = true },
        new PrefixContainer("console-crlf", entry => $"{Stamp(entry)} ") { HasUptime = true, LineEnd = "\r\n" },
        new PrefixContainer("vmcore-dmesg", entry => $"{Stamp(entry)} ") { HasUptime = true, FollowUp = FollowUp.Bare },
        new PrefixContainer("pstore", entry => $"<{entry.Record.Level}>{Stamp(entry)} ") { HasUptime = true, Head = "Panic#1 Part1\n" },
        Bare,
        JournalForm("journal-short", entry => Month(entry), s_second),
        JournalForm("journal-short-precise", entry => Month(entry) + Text(entry, "'.'ffffff"), s_microsecond),
        JournalForm("journal-short-iso", entry => Text(entry, "yyyy-MM-dd'T'HH:mm:ss") + "+0000", s_second),
        JournalForm("journal-short-iso-precise", entry => Text(entry, "yyyy-MM-dd'T'HH:mm:ss.ffffff") + "+0000", s_microsecond),
        JournalForm("journal-short-full", entry => Text(entry, "ddd yyyy-MM-dd HH:mm:ss") + " UTC", s_second),
        JournalForm("journal-short-unix", Unix, s_microsecond),
        JournalForm("journal-short-monotonic", Stamp, null),
        new PrefixContainer("journal-cat", _ => "") { FollowUp = FollowUp.Bare },
        new JournalJsonContainer { HasUptime = true, HasHost = true, ClockUnit = s_microsecond },
        new JournalExportContainer { HasUptime = true, HasHost = true, ClockUnit = s_microsecond },
        Syslog,
        SyslogForm("syslog-rfc3339", entry => $"{Text(entry, "yyyy-MM-dd'T'HH:mm:ss.ffffff")}+00:00 {entry.Host} kernel: {Stamp(entry)} ", s_microsecond),
        SyslogForm("syslog-rfc5424", entry => $"<{entry.Record.Level}>1 {Text(entry, "yyyy-MM-dd'T'HH:mm:ss.ffffff")}+00:00 {entry.Host} kernel - - - {Stamp(entry)} ", s_microsecond),
        new PrefixContainer("syslog-imjournal", entry => $"{Month(entry)} {entry.Host} kernel: ")
        {
            HasHost = true,
            ClockUnit = s_second,
            FollowUp = FollowUp.Hash,
            Escapes = Escapes.Octal,
            IsEscapeAmbiguous = true,
            TrimsStart = true,
        },
        new PrefixContainer("busybox", entry => $"{Month(entry)} {entry.Host} kern.{s_levels[entry.Record.Level]} kernel: {Stamp(entry)} ") { HasUptime = true, HasHost = true, ClockUnit = s_second },
    ];

    private static PrefixContainer DmesgForm(string name, Func<LogEntry, string> prefix, bool hasUptime = false, bool hasCaller = false, TimeSpan? clock = null) => new(name, prefix)
    {
        HasUptime = hasUptime,
        HasCaller = hasCaller,
        ClockUnit = clock,
        FollowUp = FollowUp.Indented,
        Escapes = Escapes.Hex,
        IsEscapeAmbiguous = true,
    };

    private static PrefixContainer JournalForm(string name, Func<LogEntry, string> time, TimeSpan? clock) => new(name, entry => $"{time(entry)} {entry.Host} kernel: ")
    {
        HasUptime = clock is null,
        HasHost = true,
        ClockUnit = clock,
        FollowUp = FollowUp.Indented,
    };

    private static PrefixContainer SyslogForm(string name, Func<LogEntry, string> prefix, TimeSpan clock) => new(name, prefix)
    {
        HasUptime = true,
        HasHost = true,
        ClockUnit = clock,
        Escapes = Escapes.Octal,
        IsEscapeAmbiguous = true,
    };

    private static string Stamp(LogEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"[{entry.Microseconds / 1_000_000,5}.{entry.Microseconds % 1_000_000:d6}]");

    private static string Caller(LogEntry entry) => entry.Caller is null ? "" : $"[{entry.Caller,6}]";

    private static string Month(LogEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Time:MMM} {entry.Time.Day,2} {entry.Time:HH:mm:ss}");

    private static string Unix(LogEntry entry)
    {
        long microseconds = (entry.Time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:d6}");
    }

    private static string Text(LogEntry entry, string format, bool padDay = false) =>
        entry.Time.ToString(padDay && entry.Time.Day < 10 ? format.Replace(" d ", "  d ", StringComparison.Ordinal) : format, CultureInfo.InvariantCulture);
}
