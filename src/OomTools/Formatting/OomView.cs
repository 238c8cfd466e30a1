using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>What the views call. Takes property values, so that it works for objects from CLIXML too; not for scripts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class OomView
{
    /// <summary>Width where the host has none to tell: output goes to a file or a service.</summary>
    private const int DefaultWidth = 120;

    /// <summary>Lines longer than this are hard to read, however wide the terminal is.</summary>
    private const int MaxWidth = 140;

    private const int MinWidth = 60;

    /// <summary>Text from a log or a file name, without what a terminal would obey.</summary>
    public static string Text(object? value) => SafeText.Clean(Plain(value) as string, 500);

    /// <summary>Bytes for people.</summary>
    public static string Size(object? value) => Number(value) is long bytes ? ByteSize.Format(bytes) : "";

    /// <summary>A share, 0 to 1, in percent.</summary>
    public static string Share(object? value) =>
        Plain(value) is { } share ? ByteSize.FormatShare(LanguagePrimitives.ConvertTo<double>(share)) : "";

    /// <summary>A count, its thousands grouped.</summary>
    public static string Count(object? value) =>
        Number(value) is long count ? count.ToString("#,0", s_grouped).Replace(',', ' ') : "";

    // "12 346 M": no more digits than a reader takes in.
    private const int LongestShortCount = 8;

    /// <summary>A count in a column of this width: in thousands, millions and so on where it finds no room, since a wrapped number reads as two.</summary>
    public static string ShortCount(object? value, int width)
    {
        string text = Count(value);
        if (text.Length <= width || Number(value) is not { } count)
            return text;
        double rest = count;
        foreach (char unit in "kMGTPE")
        {
            rest /= 1000;
            text = $"{Count((long)Math.Round(rest))} {unit}";
            if (text.Length <= Math.Min(width, LongestShortCount))
                break;
        }
        return text;
    }

    /// <summary>How long, in one unit.</summary>
    public static string ShortDuration(object? value) => Plain(value) is TimeSpan span ? DurationText.Short(span) : "";

    /// <summary>A number with one digit after the point.</summary>
    public static string Number1(object? value) =>
        Plain(value) is { } number ? LanguagePrimitives.ConvertTo<double>(number).ToString("0.#", CultureInfo.InvariantCulture) : "";

    /// <summary>A statistic: bytes or a count.</summary>
    public static string Amount(object? value, object? isBytes) => Plain(isBytes) is true ? Size(value) : Count(value);

    /// <summary>A change of a statistic, with its sign.</summary>
    public static string Change(object? value, object? isBytes) =>
        Number(value) is long change ? (change > 0 ? "+" : "") + Amount(change, isBytes) : "";

    /// <summary>A multiple: "×1.2", "×340"; more than anyone believes is "×>9999".</summary>
    public static string Multiple(object? value) => Plain(value) is { } ratio
        ? LanguagePrimitives.ConvertTo<double>(ratio) switch
        {
            > 9999 => "×>9999",
            < -9999 => "×<-9999",
            double number and (>= 9.95 or <= -9.95) => string.Create(CultureInfo.InvariantCulture, $"×{number:0}"),
            double number => string.Create(CultureInfo.InvariantCulture, $"×{number:0.0#}"),
        }
        : "";

    /// <summary>A GFP mask as the kernel prints it.</summary>
    public static string Mask(object? value) =>
        Plain(value) is { } mask ? string.Create(CultureInfo.InvariantCulture, $"0x{LanguagePrimitives.ConvertTo<ulong>(mask):x}") : "";

    /// <summary>A time, UTC.</summary>
    public static string Time(object? value) =>
        Plain(value) is DateTime time ? time.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>A time span.</summary>
    public static string Duration(object? value) => Plain(value) is TimeSpan span ? DurationText.Format(span) : "";

    /// <summary>When, in 14 characters: the time (UTC) without its year, or the time since boot.</summary>
    public static string When(object? time, object? uptime) => (Plain(time), Plain(uptime)) switch
    {
        (DateTime utc, _) => utc.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        (_, TimeSpan span) => "up " + DurationText.Clock(span),
        _ => "",
    };

    /// <summary>Who was limited, in 7 characters. From another machine comes the number behind the name.</summary>
    public static string Kind(object? value) => (Plain(value) is string or null ? Plain(value) : (OomKind)Number(value)!)?.ToString() switch
    {
        nameof(OomKind.MemoryPolicy) => "Policy",
        nameof(OomKind.AllocationFailure) => "Failure",
        string kind => kind,
        null => "",
    };

    /// <summary>A process; a name that is too long for the width is cut, its pid is not.</summary>
    public static string Process(object? name, object? pid, int width)
    {
        string text = SafeText.Clean(Plain(name) as string);
        string suffix = Number(pid) is long id ? string.Create(CultureInfo.InvariantCulture, $" ({id})") : "";
        int room = width - suffix.Length;
        return text.Length > room ? string.Concat(text.AsSpan(0, Math.Max(0, room - 1)), "…", suffix) : text + suffix;
    }

    /// <summary>Names with their numbers, as many as a line bears: "hog ×188, php-fpm ×3 and 12 more names".</summary>
    public static string Names(object? value)
    {
        const int MaxNames = 5;
        if (Plain(value) is not System.Collections.IEnumerable groups || groups is string)
            return "";
        object[] all = [.. groups.Cast<object>()];
        string text = string.Join(", ", all.Take(MaxNames).Select(group => NameAndCount(PSObject.AsPSObject(group))));
        return all.Length > MaxNames ? string.Create(CultureInfo.InvariantCulture, $"{text} and {all.Length - MaxNames} more names") : text;
    }

    /// <summary>A shrinker: where only its kind is known (<c>sb-*</c>), with what tells it from others of the kind.</summary>
    public static string Shrinker(object? name, object? shrinker)
    {
        string text = SafeText.Clean(Plain(name) as string);
        string id = SafeText.Clean(Plain(shrinker) as string);
        const int IdLength = 4;
        return text.EndsWith('*') ? $"{text} {(id.Length > IdLength ? id[^IdLength..] : id)}" : text;
    }

    /// <summary>Who made a shrinker run; on lines of their own, where it ran, if that is told apart, and what its numbers say.</summary>
    public static string ShrinkerNote(object? by, object? finding, object? node, object? cgroup, object? cgroupId)
    {
        string place = string.Join(' ', new[] { Number(node) is long number ? $"node {number}" : "", CgroupName(cgroup, Number(cgroupId)) }.Where(part => part.Length > 0));
        string[] lines = [place, SafeText.Clean(Plain(by) as string, 200), SafeText.Clean(Plain(finding) as string, 200)];
        return string.Join('\n', lines.Where((line, index) => index == 1 || line.Length > 0));
    }

    /// <summary>The cgroup that is counted, or how many have objects.</summary>
    public static string ShrinkerCgroup(object? path, object? inode, object? count) =>
        Number(inode) is long one ? CgroupName(path, one) : Count(count);

    // A cgroup that is deleted, or of another machine, has a number and no path.
    private static string CgroupName(object? path, long? number) => Plain(path) is string text
        ? SafeText.Clean(text, 200)
        : number is { } one ? string.Create(CultureInfo.InvariantCulture, $"number {one}") : "";

    /// <summary>Free blocks per order, lowest first.</summary>
    public static string Blocks(object? value) =>
        Plain(value) is System.Collections.IEnumerable blocks and not string ? string.Join(' ', blocks.Cast<object>().Select(Count)) : "";

    /// <summary>The free blocks of one order, in thousands or millions where they are too many for the column; nothing where the kernel has no such order.</summary>
    public static string BlockCount(object? value, int order, int width)
    {
        if (Plain(value) is not System.Collections.IList blocks || order >= blocks.Count || Number(blocks[order]) is not long count)
            return "";
        string text = count.ToString(CultureInfo.InvariantCulture);
        for (int unit = 0; text.Length > width && unit < 3; unit++)
        {
            count /= 1000;
            text = count.ToString(CultureInfo.InvariantCulture) + "kMG"[unit];
        }

        return text;
    }

    /// <summary>The report as a person reads it.</summary>
    /// <param name="report">The report; one from CLIXML is made live.</param>
    /// <param name="host">The host that shows it, for its width.</param>
    /// <param name="style">$PSStyle, or null.</param>
    public static string Report(PSObject report, PSHost? host, object? style)
    {
        ArgumentNullException.ThrowIfNull(report);
        return LanguagePrimitives.TryConvertTo(report, CultureInfo.InvariantCulture, out OomReport live) && live is not null
            ? new OomReportText(live, Width(host), Emphasis.From(style)).ToString()
            : Text(report.Properties["Summary"]?.Value);
    }

    /// <summary>The incident as a person reads it.</summary>
    /// <param name="summary">The incident; one from CLIXML is made live.</param>
    /// <param name="host">The host that shows it, for its width.</param>
    /// <param name="style">$PSStyle, or null.</param>
    public static string Summary(PSObject summary, PSHost? host, object? style)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return LanguagePrimitives.TryConvertTo(summary, CultureInfo.InvariantCulture, out OomSummary live) && live is not null
            ? new OomSummaryText(live, Width(host), Emphasis.From(style)).ToString()
            : Text(summary.Properties["Summary"]?.Value);
    }

    private static readonly NumberFormatInfo s_grouped = NumberFormatInfo.InvariantInfo;

    private static int Width(PSHost? host)
    {
        try
        {
            // One column less: a line as wide as the terminal breaks.
            int width = host?.UI?.RawUI?.BufferSize.Width ?? 0;
            return width <= 1 ? DefaultWidth : Math.Clamp(width - 1, MinWidth, MaxWidth);
        }
        catch (Exception e) when (e is HostException or NotImplementedException or NotSupportedException or InvalidOperationException or IOException)
        {
            return DefaultWidth;
        }
    }

    private static string NameAndCount(PSObject group) =>
        (Text(group.Properties["Name"]?.Value) is { Length: > 0 } name ? name : "?") + " ×" + Count(group.Properties["Count"]?.Value);

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static long? Number(object? value) => Plain(value) is { } number ? LanguagePrimitives.ConvertTo<long>(number) : null;
}
