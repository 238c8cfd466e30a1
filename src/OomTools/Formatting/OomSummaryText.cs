using System.Globalization;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>An incident as a person reads it: the sentence, what else there is to say, when, who, and the worst of it.</summary>
internal sealed class OomSummaryText(OomSummary summary, int width, Emphasis emphasis)
{
    private const int MaxNames = 5;

    private const int MaxText = 500;

    private readonly PageWriter _page = new(width);

    /// <inheritdoc/>
    public override string ToString()
    {
        _page.Paragraph(SafeText.Clean(summary.Summary, MaxText), emphasis);
        _page.Gap();
        foreach (string detail in summary.Details)
            _page.Point(SafeText.Clean(detail, MaxText));
        _page.Gap();
        _page.Field("When", When());
        _page.Field("Where", SafeText.Clean(summary.Source, MaxText));
        _page.Field("Killed", Names(summary.Victims, group => group.Name, Victim));
        _page.Field("Who asked", Names(summary.Triggers, group => group.Name, group => $"×{OomView.Count(group.Count)}"));
        if (summary is { Count: > 1, WorstReport: { } worst })
            _page.Field("Worst", Invariant($"{OomView.Text(worst.Summary)}{(worst.LineNumber > 0 ? $" (line {worst.LineNumber})" : "")}"));
        _page.Gap();
        return _page.ToString();
    }

    private string When()
    {
        string from = summary.First is { } first ? first.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : summary.FirstUptime is { } up ? "up " + DurationText.Clock(up) : "";
        string until = summary.Last is { } last ? last.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : summary.LastUptime is { } end ? DurationText.Clock(end) : "";
        string time = from == until || until.Length == 0 ? from : $"{from} to {until}";
        string kind = summary.First is null ? "" : summary.Clock == OomClock.Arrival ? " UTC, when they were read (the log has no clock)" : " UTC";
        string kernel = summary.KernelVersion is null ? "" : $", kernel {SafeText.Clean(summary.KernelVersion)}";
        return time + kind + kernel;
    }

    private static string Victim(OomVictimGroup group)
    {
        string largest = group.LargestRss is { } rss
            ? Invariant($", the largest {ByteSize.Format(rss)}{(group.LargestPid is { } pid ? $" (pid {pid})" : "")}")
            : "";
        return Invariant($"×{OomView.Count(group.Count)}, {ByteSize.Format(group.Rss)} resident{(group.Count > 1 ? largest : "")}");
    }

    private static string Names<T>(T[] groups, Func<T, string?> name, Func<T, string> text)
    {
        string all = string.Join("; ", groups.Take(MaxNames).Select(group => $"{(name(group) is { } known ? SafeText.Clean(known) : "others")} {text(group)}"));
        return groups.Length > MaxNames ? Invariant($"{all}; and {groups.Length - MaxNames} more names") : all;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
