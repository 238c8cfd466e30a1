using System.Globalization;
using OomTools.Analysis;
using OomTools.Text;

namespace OomTools.Formatting;

/// <summary>A report as a person reads it: verdict, evidence, what matters here, what to do.</summary>
internal sealed class OomReportText(OomReport report, int width, Emphasis emphasis)
{
    /// <summary>A group kill may kill hundreds.</summary>
    private const int MaxVictims = 5;

    private const int MaxText = 1000;

    private readonly PageWriter _page = new(width);

    /// <inheritdoc/>
    public override string ToString()
    {
        _page.Paragraph(Safe(report.Summary), emphasis);
        _page.Gap();
        WritePoints("Evidence", [.. report.Evidence.Select(evidence => evidence.Statement)]);
        _page.Field("When", When());
        _page.Field("Where", report.Source is null ? "" : Invariant($"{Safe(report.Source)}, line {report.LineNumber}"));
        _page.Field("Who asked", WhoAsked());
        _page.Field("Limit", Limit());
        _page.Field("Killed", Killed());
        _page.Field("Log says", Safe(report.Detail));
        _page.Gap();
        MemorySection.Write(_page, report);
        ZoneSection.Write(_page, report);
        TopSections.WriteSlabs(_page, report);
        TopSections.WriteAllocationSites(_page, report);
        TopSections.WriteTasks(_page, report);
        WritePoints("Advice", report.Advice);
        _page.Field("Missing", Safe(report.Missing));
        _page.Field("Left out", LeftOut());
        _page.Gap();
        return _page.ToString();
    }

    private void WritePoints(string label, string[] points)
    {
        _page.Label(label);
        foreach (string point in points)
            _page.Point(Safe(point));
        _page.Label("");
        _page.Gap();
    }

    private string When()
    {
        string time = report.Time is DateTime utc ? utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "";
        string uptime = report.Uptime is { } up ? $"{DurationText.Format(up)} after boot" : "";
        string host = report.HostName is null ? "" : $"on {Safe(report.HostName)}";
        string kernel = report.KernelVersion is null ? "" : $"kernel {Safe(report.KernelVersion)}";
        string print = report.PrintTime is { } span && span > TimeSpan.Zero ? $"printed in {DurationText.Format(span)}" : "";
        return Join(", ", time, uptime, host, kernel, print);
    }

    private string WhoAsked()
    {
        string who = report.TriggerName is null && report.TriggerPid is null ? "" : Process(report.TriggerName, report.TriggerPid);
        string order = report.Order is not int value ? ""
            : value < 0 ? "by hand (SysRq-f)"
            : report.RequestSize is long bytes ? Invariant($"order {value} ({ByteSize.Format(bytes)})") : Invariant($"order {value}");
        string system = SystemCall.Of(report.CallTrace) is string call ? $"in {Safe(call)}()" : "";
        string what = TraceHint.Of(report.CallTrace) is TraceHint hint ? $"for {hint.What}" : "";
        string bias = report.TriggerOomScoreAdj is int adj and not 0 ? Invariant($"oom_score_adj {adj}") : "";
        return Join(", ", who, order, Safe(report.GfpFlags ?? OomView.Mask(report.GfpMask)), system, what, bias);
    }

    private string Limit()
    {
        if (report.CgroupPath is null)
            return "";
        string usage = report.CgroupUsage is long used ? $"{ByteSize.Format(used)} used" : "";
        string limit = report.CgroupLimit is long most ? $"limit {ByteSize.Format(most)}" : "no limit of its own";
        long hits = report.CgroupCounters.FirstOrDefault(counter => counter.Name == "memory")?.FailCount ?? 0;
        return Join(", ", $"cgroup {Safe(report.CgroupPath)}", usage, limit, hits > 0 ? $"met {OomView.Count(hits)} times" : "");
    }

    private string Killed() => report.Outcome switch
    {
        _ when report.Victims.Length > 0 => Victims(),
        OomOutcome.NoKillableProcess => "nobody: there was no process that could be killed",
        OomOutcome.Panicked => "nobody: the kernel panicked",
        OomOutcome.Unknown when report.Kind == OomKind.AllocationFailure => "nobody: the request went on waiting",
        OomOutcome.AllocationFailed => "nobody: the request failed, and who asked had to cope",
        _ => "the log does not say",
    };

    private string Victims()
    {
        string victims = string.Join("; ", report.Victims.Take(MaxVictims).Select(victim => Join(
            ", ",
            Process(victim.Name, victim.Pid),
            victim.Rss is long rss ? $"{ByteSize.Format(rss)} resident" : "",
            victim.PageTables is long tables && tables > victim.Rss ? $"{ByteSize.Format(tables)} of page tables" : "",
            victim.OomScoreAdj is int adj and not 0 ? Invariant($"oom_score_adj {adj}") : "",
            victim.Reaped == false ? "could not be reaped" : "")));
        return report.Victims.Length > MaxVictims ? Invariant($"{victims}; and {report.Victims.Length - MaxVictims} more") : victims;
    }

    private string LeftOut() =>
        report.Zones.Length == 0 || ZoneSection.Matters(report) ? ""
        : report.Kind == OomKind.Cgroup ? "the machine's zones: the limit was the cgroup's."
        : report.Kind == OomKind.Manual ? "the zones: the kill was asked for, memory need not have been short."
        : report.Order > 0 ? "the zones: memory was short, not only in pieces (see Zones)."
        : "zones and fragmentation: any free page would have done (see Zones).";

    private static string Process(string? name, int? pid) =>
        pid is null ? Safe(name) : Invariant($"{(name is null ? "?" : Safe(name))} ({pid})");

    private static string Safe(string? text) => SafeText.Clean(text, MaxText);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Join(string separator, params string[] parts) => string.Join(separator, parts.Where(part => part.Length > 0));
}
