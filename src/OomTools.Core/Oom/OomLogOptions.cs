using OomTools.Logs;
using OomTools.Oom;

namespace OomTools;

/// <summary>How a log is read.</summary>
public sealed record OomLogOptions
{
    /// <summary>Becomes <see cref="OomReport.Source"/>.</summary>
    public string? Source { get; init; }

    /// <summary>A time (UTC) shortly after the log's last line, usually the file's modification time: gives stamps without a year their year.</summary>
    public DateTime ReferenceTime { get; init; } = DateTime.MaxValue;

    /// <summary>The zone of stamps that do not name one.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>When the machine booted (UTC), where known: turns monotonic stamps into wall-clock times.</summary>
    public DateTime? BootTime { get; init; }

    /// <summary>Which reports are wanted; asked before their objects are built, with what is known by then.</summary>
    public OomReportFilter? Filter { get; init; }

    /// <summary>
    /// Log time after a kill in which its reaper's and its group's lines are waited for. A followed log waits less: there an object
    /// counts for more than its last detail.
    /// </summary>
    internal TimeSpan WaitTime { get; init; } = ReportLimits.WaitTime;

    internal LogDecoderOptions ToDecoderOptions() =>
        new() { ReferenceTime = ReferenceTime, TimeZone = TimeZone, BootTime = BootTime };
}
