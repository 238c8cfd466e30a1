using System.Globalization;
using System.Text;
using OomTools.Analysis;
using OomTools.Tests.Analysis;
using OomTools.Tests.Following;

namespace OomTools.Tests.Oom;

/// <summary>Lines that a log says it lost: within a report, between reports, elsewhere; each is counted where it belongs, once.</summary>
public class LostLineTests
{
    /// <summary>More than any look back, so that what stands there is passed over unless it is wanted.</summary>
    private static readonly string s_noise = string.Concat(Enumerable.Range(0, 3000).Select(i => $"[   30.000000] usb 1-1: noise number {i} of a log that is quiet for long\n"));

    private static string Report(int second) => string.Concat(GroupKill.Lines.Select(line => Stamped(line, second) + "\n"));

    private static string Stamped(string line, int second) => string.Create(CultureInfo.InvariantCulture, $"[{second,5}.{line[7..]}");

    private static string Dropped(int count) => $"** {count} printk messages dropped **\n";

    private static string Half(int second, bool isFirst) =>
        string.Concat((isFirst ? GroupKill.Lines[..GroupKill.Half] : GroupKill.Lines[GroupKill.Half..]).Select(line => Stamped(line, second) + "\n"));

    [Fact]
    public void Within_between_and_elsewhere()
    {
        string log = Dropped(1) + s_noise + Dropped(2) + Report(100) + Dropped(4) + s_noise + Dropped(8) + s_noise
            + Half(200, true) + Dropped(16) + Half(200, false) + s_noise + Report(300) + s_noise + Dropped(32) + s_noise;
        OomReport[] reports = Read(log);

        Assert.Equal([3L, 12L, 0L], reports.Select(report => report.LostBeforeCount));
        Assert.Equal([0L, 16L, 0L], reports.Select(report => report.LostLineCount));
        Assert.Equal(["", "lines that the log lost", ""], reports.Select(report => report.Missing));
        // One incident: not what was lost before its first report and behind its last one.
        OomSummary summary = Assert.Single(Summarize(reports));
        Assert.Equal(4 + 8 + 16, summary.LostLineCount);
        Assert.Contains("Meanwhile the log lost 28 lines: reports among them are missing or incomplete.", summary.Details);
    }

    [Fact]
    public void However_far_before_the_first_report()
    {
        OomReport report = Assert.Single(Read(s_noise + s_noise + Dropped(7) + s_noise + s_noise + Report(100)));

        Assert.Equal((7L, 0L), (report.LostBeforeCount, report.LostLineCount));
    }

    [Theory]
    [InlineData("rsyslogd-2177: imjournal: 406 messages lost due to rate-limiting", null)]
    [InlineData("rsyslogd[1078]: imjournal: 406 messages lost due to rate-limiting (20000 allowed within 600 seconds)", null)]
    [InlineData("rsyslogd: imjournal: begin to drop messages due to rate-limiting", null)]
    [InlineData("systemd-journal[1864]: /dev/kmsg buffer overrun, some messages lost.", null)]
    [InlineData("journal: Missed 12 kernel messages", 12L)]
    [InlineData("rsyslogd-2177: imuxsock lost 516 messages from pid 159386 due to rate-limiting", 0L)] // one program's, never the kernel's
    [InlineData("systemd-journal[1864]: Suppressed 97 messages from /", 0L)]
    public void Loggers_say_it_too(string notice, long? lost)
    {
        string Of(string host, string log) => string.Concat(log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"Apr  7 11:50:47 {host} kernel: {line}\n"));
        string noise = Of("web1", s_noise);
        OomReport[] reports = Read(Of("web2", Report(90)) + Of("web1", Report(90)) + noise + $"Apr  7 11:50:47 web1 {notice}\n" + noise + Of("web2", Report(100)) + Of("web1", Report(100)));

        Assert.Equal([0L, 0L], reports.Where(report => report.HostName == "web2").Select(report => report.LostBeforeCount));
        Assert.Equal([0L, lost], reports.Where(report => report.HostName == "web1").Select(report => report.LostBeforeCount));
    }

    [Fact]
    public void A_loss_between_two_incidents_is_of_neither()
    {
        OomReport[] reports = Read(Report(100) + Dropped(4) + Report(5000) + Dropped(8) + Report(5100));

        OomSummary[] summaries = [.. Summarize(reports).OrderBy(summary => summary.FirstUptime?.ToTimeSpan())];

        Assert.Equal([1L, 2L], summaries.Select(summary => summary.Count));
        Assert.Equal([0L, 8L], summaries.Select(summary => summary.LostLineCount));
    }

    [Fact]
    public void A_number_that_nobody_knows_is_null_and_the_rest_is_told()
    {
        const string Overrun = "[  150.000000] systemd-journald[99]: /dev/kmsg buffer overrun, some messages lost.\n";
        OomReport[] reports = Read(Report(100) + Overrun + Report(200) + Dropped(5) + Report(300));

        Assert.Equal([0L, null, 5L], reports.Select(report => report.LostBeforeCount));
        OomSummary summary = Assert.Single(Summarize(reports));
        Assert.Null(summary.LostLineCount);
        Assert.Contains("Meanwhile the log lost at least 5 lines: reports among them are missing or incomplete.", summary.Details);

        summary = Assert.Single(Summarize(reports[..2]));
        Assert.Null(summary.LostLineCount);
        Assert.Contains("Meanwhile the log lost lines, and does not say how many: reports among them are missing or incomplete.", summary.Details);
    }

    [Fact]
    public void Reports_that_a_filter_leaves_out_hand_their_losses_on()
    {
        string log = Report(100) + Dropped(1) + Report(200).Replace("worker", "other", StringComparison.Ordinal) + Dropped(2)
            + (Half(300, true) + Dropped(4) + Half(300, false)).Replace("worker", "other", StringComparison.Ordinal) + Dropped(8) + Report(400);
        OomReport[] reports = Read(log, new OomReportFilter { Name = name => name == "worker" });

        Assert.Equal([0L, 15L], reports.Select(report => report.LostBeforeCount));
        Assert.Equal(15, Assert.Single(Summarize(reports)).LostLineCount);
    }

    [Fact]
    public void In_a_log_of_several_hosts_the_notice_says_whose_lines_they_were()
    {
        string Of(string host, string log) => string.Concat(log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"2026-11-22T22:16:10.000000+00:00 {host} kernel: {line}\n"));
        string log = Of("web1", Report(100)) + Of("web2", Report(100)) + Of("web2", Dropped(3)) + "2026-11-22T22:16:10.000000+00:00 web1 systemd-journald[7]: Missed 5 kernel messages\n"
            + Of("web2", Report(110)) + Of("web1", Report(120));
        OomSummary[] summaries = Summarize(Read(log));

        Assert.Equal([("web1", 5L), ("web2", 3L)], summaries.Select(summary => (summary.HostName!, summary.LostLineCount!.Value)).Order());
    }

    [Fact]
    public void Numbers_of_records_tell_it_too()
    {
        int number = 0;
        string Kmsg(string log) => string.Concat(log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            string.Create(CultureInfo.InvariantCulture, $"6,{number++},{decimal.Parse(line[1..13], CultureInfo.InvariantCulture) * 1_000_000:0},-;{line[15..]}\n")));
        string log = Kmsg(s_noise.Replace("30.0", "10.0", StringComparison.Ordinal) + Report(20));
        number += 6;
        log += Kmsg(s_noise);
        number += 7;
        log += Kmsg(s_noise + Report(40));
        number += 100;
        log += Kmsg(s_noise.Replace("30.0", "50.0", StringComparison.Ordinal));

        Assert.Equal(13, Assert.Single(Summarize(Read(log))).LostLineCount);
    }

    [Fact]
    public void Rotated_logs_may_come_last_first_and_incidents_may_overlap()
    {
        DateTime start = new(2026, 11, 24, 10, 0, 0, DateTimeKind.Utc);
        OomReport Kill(int minute, long? before, string? cgroup = null, long? within = 0) => new()
        {
            Time = start.AddMinutes(minute),
            HostName = "web1",
            Kind = cgroup is null ? OomKind.Global : OomKind.Cgroup,
            Cause = OomCause.AnonymousMemory,
            CgroupPath = cgroup,
            IsComplete = true,
            LostBeforeCount = before,
            LostLineCount = within,
        };
        OomReport[] old = [Kill(0, 1000), Kill(1, 2)];
        OomReport[] young = [Kill(2, 4), Kill(3, 8)];
        Assert.Equal(14, Assert.Single(Summarize([.. old, .. young])).LostLineCount);
        Assert.Equal(14, Assert.Single(Summarize([.. young, .. old])).LostLineCount);
        // The same holds for reports that the kernel's rate limit held back.
        OomReport Printed(int minute, long held) => new() { Time = start.AddMinutes(minute), HostName = "web1", Kind = OomKind.Global, Cause = OomCause.AnonymousMemory, IsComplete = true, SuppressedCount = held };
        Assert.Equal(14, Assert.Single(Summarize([Printed(0, 1000), Printed(1, 2), Printed(2, 4), Printed(3, 8)])).KernelSuppressedCount);
        Assert.Equal(14, Assert.Single(Summarize([Printed(2, 4), Printed(3, 8), Printed(0, 1000), Printed(1, 2)])).KernelSuppressedCount);

        // The first kill of /a comes in the middle of the machine's own trouble, and what was lost before it was lost there.
        OomSummary[] both = Summarize([Kill(0, 0), Kill(1, 16, "/a", 1), Kill(2, 0), Kill(2, 32, "/a")]);
        Assert.Equal([(null, 16L), ("/a", 33L)], both.Select(summary => (summary.CgroupPath, summary.LostLineCount!.Value)).OrderBy(pair => pair.Item2));
    }

    [Fact]
    public void What_a_limit_holds_back_keeps_its_losses()
    {
        OomReport[] reports = Read(Report(100) + string.Concat(Enumerable.Range(1, 20).Select(i => Dropped(1 << i) + Report(100 + i))));
        foreach (int burst in (int[])[0, 1, 5, 100])
        {
            var limit = new LimitRun(new LimitOptions { Burst = burst });
            Array.ForEach(reports, report => limit.Accept(report));
            limit.Complete();
            var summarizer = new ReportSummarizer(new SummaryOptions());
            limit.Passed.ForEach(report => summarizer.Accept(report, default));
            limit.Suppressions.ForEach(held => summarizer.Accept(held, default));
            Assert.Equal((1L << 21) - 2, Assert.Single(summarizer.ToSummaries()).LostLineCount);
        }
    }

    private static OomReport[] Read(string log, OomReportFilter? filter = null)
    {
        using var reader = new OomLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), new OomLogOptions { Filter = filter });
        var reports = new List<OomReport>();
        while (reader.Read(TestContext.Current.CancellationToken) is { } report)
            reports.Add(report);
        return [.. reports];
    }

    private static OomSummary[] Summarize(OomReport[] reports)
    {
        var summarizer = new ReportSummarizer(new SummaryOptions());
        foreach (OomReport report in reports)
            summarizer.Accept(report, default);
        return summarizer.ToSummaries();
    }
}
