using System.Globalization;

namespace OomTools.Text;

/// <summary>Time spans for people.</summary>
internal static class DurationText
{
    /// <summary>Two units at most: "23 ms", "28.4 s", "12 min 5 s", "3 h 12 min", "12 d 3 h".</summary>
    public static string Format(TimeSpan span)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        TimeSpan size = span.Duration();
        string text = size switch
        {
            { TotalSeconds: < 0.001 } when size > TimeSpan.Zero => "<1 ms",
            { TotalSeconds: < 1 } => string.Create(invariant, $"{size.TotalMilliseconds:0} ms"),
            { TotalMinutes: < 1 } => string.Create(invariant, $"{size.TotalSeconds:0.#} s"),
            { TotalHours: < 1 } => string.Create(invariant, $"{size.Minutes} min {size.Seconds} s"),
            { TotalDays: < 1 } => string.Create(invariant, $"{size.Hours} h {size.Minutes} min"),
            _ => string.Create(invariant, $"{size.Days} d {size.Hours} h"),
        };
        return span < TimeSpan.Zero ? "-" + text : text;
    }

    /// <summary>In one unit, for narrow columns: "549 ms", "1.3 s", "5.3 min".</summary>
    public static string Short(TimeSpan span) => span.Duration() switch
    {
        { TotalMinutes: < 1 } => Format(span),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} d"),
    };

    /// <summary>A clock for columns: "0:28.4", "3:12:05", "12d 03:14".</summary>
    public static string Clock(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span:ss\\.f}"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span:h\\:mm\\:ss}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days}d {span:hh\\:mm}"),
    };
}
