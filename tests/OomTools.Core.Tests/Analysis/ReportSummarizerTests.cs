using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class ReportSummarizerTests
{
    private static readonly DateTime s_start = new(2026, 11, 24, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Silence_longer_than_the_gap_ends_an_incident()
    {
        OomSummary[] summaries = Summarize(Kill(0, "hog"), Kill(9, "hog"), Kill(19, "hog"), Kill(30, "hog"));
        Assert.Equal([3L, 1L], summaries.Select(summary => summary.Count));
        Assert.Equal((s_start, s_start.AddMinutes(19), TimeSpan.FromMinutes(19)), (summaries[0].First!.Value, summaries[0].Last!.Value, summaries[0].Duration!.Value.ToTimeSpan()));
        Assert.Equal(3 / 19.0, summaries[0].ReportsPerMinute!.Value, 9);
    }

    [Fact]
    public void Hosts_causes_and_cgroups_are_incidents_of_their_own()
    {
        OomSummary[] summaries = Summarize(
            Kill(0, "a"), Kill(0, "b"), Kill(0, "a", host: "web2"), Kill(0, "a", cause: OomCause.SharedMemory), Kill(0, "a", cgroup: "/x"), Kill(0, "a", cgroup: "/y"));
        Assert.Equal(5, summaries.Length);
        OomSummary two = summaries.Single(summary => summary.Count == 2);
        Assert.Equal(["a", "b"], two.Victims.Select(victim => victim.Name));
        Assert.Equal("2 kills on web1, 1 × a and 1 × b, all for anonymous memory.", two.Summary);
    }

    [Fact]
    public void Rotated_logs_may_come_last_first()
    {
        OomReport[] reports = [.. Enumerable.Range(0, 60).Select(minute => Kill(minute, "hog"))];
        OomSummary summary = Assert.Single(Summarize([.. reports[40..], .. reports[20..40], .. reports[..20]]));
        Assert.Equal((60L, s_start, s_start.AddMinutes(59)), (summary.Count, summary.First!.Value, summary.Last!.Value));
        Assert.Same(reports[0].Tasks, summary.Samples.First(report => report.Time == s_start).Tasks);
    }

    [Fact]
    public void Kill_lines_alone_go_where_their_victim_s_name_is_known()
    {
        // Two cgroups are at their limits at once, and the kernel prints a whole report only now and then.
        OomSummary[] summaries = Summarize(
            KillLine(0, "hog"), Kill(1, "tail", cgroup: "/b"), KillLine(1, "hog"), Kill(2, "hog", cgroup: "/a"), KillLine(2, "hog"), KillLine(3, "tail"), KillLine(3, "stranger"));
        Assert.Equal(3, summaries.Length);
        OomSummary Of(string? cgroup) => summaries.Single(summary => summary.CgroupPath == cgroup);
        Assert.Equal(("hog", 4L, 4L), (Assert.Single(Of("/a").Victims).Name, Of("/a").Count, Of("/a").VictimCount));
        Assert.Equal(("tail", 2L), (Assert.Single(Of("/b").Victims).Name, Of("/b").Count));
        Assert.Equal(("stranger", OomKind.Cgroup, OomCause.Unknown), (Assert.Single(Of(null).Victims).Name, Of(null).Kind, Of(null).Cause));
    }

    [Fact]
    public void Of_two_cgroups_that_killed_the_same_name_a_kill_line_goes_to_the_one_that_goes_on()
    {
        // /b had a kill after /a's first, but long ago; between comes another one's.
        OomSummary[] summaries = Summarize(
            Kill(0, "java", cgroup: "/a"), Kill(1, "java", cgroup: "/b"), Kill(8, "java", cgroup: "/a"), Kill(8.1, "php", cgroup: "/c"), KillLine(8.2, "java"));
        Assert.Equal((3L, 1L, 1L), (summaries.Single(summary => summary.CgroupPath == "/a").Count, summaries.Single(summary => summary.CgroupPath == "/b").Count,
            summaries.Single(summary => summary.CgroupPath == "/c").Count));
    }

    [Fact]
    public void Kill_lines_of_one_cgroup_before_any_report_become_its_own()
    {
        // Two names, so that the first report cannot tell whether both are its cgroup's; at the end they are.
        OomSummary summary = Assert.Single(Summarize(
            KillLine(0, "worker"), KillLine(0, "sidecar"), Kill(1, "worker", cgroup: "/pod"), Kill(2, "sidecar", cgroup: "/pod")));
        Assert.Equal((4L, "/pod", s_start), (summary.Count, summary.CgroupPath, summary.First!.Value));
        // Where two cgroups killed both, the log does not say of which they are.
        Assert.Equal(3, Summarize(
            KillLine(0, "worker"), KillLine(0, "sidecar"), Kill(1, "worker", cgroup: "/pod"), Kill(2, "sidecar", cgroup: "/pod"), Kill(1, "worker", cgroup: "/x"), Kill(2, "sidecar", cgroup: "/x")).Length);
    }

    [Theory]
    [InlineData(OomKind.Cpuset)]
    [InlineData(OomKind.MemoryPolicy)]
    public void A_kill_line_says_the_same_for_a_cpuset_as_for_the_machine(OomKind kind)
    {
        OomReport whole = Kill(1, "pinned", kind: kind);
        foreach (OomReport[] reports in (OomReport[][])[[KillLine(0, "pinned", OomKind.Global), whole], [whole, KillLine(2, "pinned", OomKind.Global)]])
        {
            OomSummary summary = Assert.Single(Summarize(reports));
            Assert.Equal((2L, kind), (summary.Count, summary.Kind));
        }
    }

    [Fact]
    public void It_is_not_always_the_same_where_requests_failed_between_the_kills()
    {
        OomReport failed = new() { Time = s_start.AddMinutes(1), HostName = "web1", Kind = OomKind.AllocationFailure, Outcome = OomOutcome.AllocationFailed, Cause = OomCause.AnonymousMemory, IsComplete = true };
        Assert.EndsWith("3 kills in 2 min 0 s (2 a minute) on web1, all hog, all for anonymous memory: the same every time.", Only(Kill(0, "hog"), Kill(1, "hog"), Kill(2, "hog")).Summary, StringComparison.Ordinal);
        Assert.Equal("3 reports with 2 kills in 2 min 0 s (2 a minute) on web1, all hog, all for anonymous memory.", Only(Kill(0, "hog"), failed, Kill(2, "hog")).Summary);
    }

    [Fact]
    public void Printing_is_told_where_it_was_a_burden()
    {
        string? Told(params OomReport[] reports) => Array.Find(Only(reports).Details, detail => detail.StartsWith("Printing ", StringComparison.Ordinal));
        const double Second = 1 / 60.0;
        // Most of the time, but far below what anybody notices.
        Assert.Null(Told(Kill(0, "hog", print: 30), Kill(0.001, "hog", print: 30)));
        Assert.Null(Told(Kill(0, "hog", print: 90)));
        Assert.Equal("Printing the report took 900 ms.", Told(Kill(0, "hog", print: 900)));
        Assert.Equal("Printing the reports took 600 ms, 30 % of the time: a slow console holds the machine up.", Told(Kill(0, "hog", print: 300), Kill(2 * Second, "hog", print: 300)));
        Assert.Null(Told(Kill(0, "hog", print: 300), Kill(60 * Second, "hog", print: 300)));
        Assert.Equal("Printing the reports took 1.2 s, 2 % of the time.", Told(Kill(0, "hog", print: 600), Kill(60 * Second, "hog", print: 600)));
    }

    [Fact]
    public void The_worst_comes_first()
    {
        OomReport panic = new() { Time = s_start, HostName = "web9", Kind = OomKind.Global, Outcome = OomOutcome.Panicked, Cause = OomCause.AnonymousMemory, IsComplete = true };
        OomSummary[] summaries = Summarize(
            Kill(0, "worker", cgroup: "/a"), Kill(1, "worker", cgroup: "/a"), Kill(2, "worker", cgroup: "/a"),
            Kill(0, "small", host: "db1"), Kill(0, "one", host: "db2"), Kill(1, "two", host: "db2"), panic);
        Assert.Equal(["web9", "db2", "db1", "web1"], summaries.Select(summary => summary.HostName));
    }

    [Fact]
    public void What_a_limit_held_back_is_counted_with_what_it_passed()
    {
        var limit = new LimitRun(new LimitOptions { Burst = 2 });
        OomReport[] reports = [.. Enumerable.Range(0, 100).Select(i => Kill(i / 10.0, i % 4 == 0 ? "java" : "hog", rss: 1000 + i, print: 5))];
        Array.ForEach(reports, report => limit.Accept(report));
        limit.Complete();

        OomSummary direct = Assert.Single(Summarize(reports));
        var summarizer = new ReportSummarizer(new SummaryOptions());
        limit.Passed.ForEach(report => summarizer.Accept(report, s_start));
        limit.Suppressions.ForEach(held => summarizer.Accept(held, s_start));
        OomSummary limited = Assert.Single(summarizer.ToSummaries());

        Assert.Equal((100L, 96L, 4), (limited.Count, limited.HeldBackCount, limited.Samples.Length));
        Assert.Equal(
            (direct.Count, direct.VictimCount, direct.VictimRss, direct.FreedMemory, direct.First, direct.Last, direct.PrintTime),
            (limited.Count, limited.VictimCount, limited.VictimRss, limited.FreedMemory, limited.First, limited.Last, limited.PrintTime));
        Assert.Equal(direct.Victims.Select(victim => (victim.Name, victim.Count, victim.Rss)), limited.Victims.Select(victim => (victim.Name, victim.Count, victim.Rss)));
        Assert.Equal(("hog", 75L), (direct.Victims[0].Name, direct.Victims[0].Count));
    }

    [Fact]
    public void Where_all_was_held_back_there_is_no_sample()
    {
        var limit = new LimitRun(new LimitOptions { Burst = 0 });
        for (int i = 0; i < 5; i++)
            limit.Accept(Kill(i, "hog"));
        limit.Complete();
        var summarizer = new ReportSummarizer(new SummaryOptions());
        limit.Suppressions.ForEach(held => summarizer.Accept(held, s_start));
        OomSummary summary = Assert.Single(summarizer.ToSummaries());
        Assert.Equal((5L, 5L, OomCause.AnonymousMemory, "web1"), (summary.Count, summary.HeldBackCount, summary.Cause, summary.HostName));
        Assert.Empty(summary.Samples);
        Assert.Null(summary.WorstReport);
    }

    [Fact]
    public void Samples_are_few_and_stand_for_all()
    {
        OomReport[] reports = [.. Enumerable.Range(0, 1000).Select(i => Kill(i / 100.0, i switch { 400 => "rare", 700 => "huge", _ => "hog" }, rss: i == 700 ? 1 << 30 : 1000))];
        OomSummary summary = Assert.Single(Summarize(reports));
        Assert.Equal(12, summary.Samples.Length);
        Assert.Same(reports[0], summary.Samples[0]);
        Assert.Same(reports[999], summary.Samples[11]);
        Assert.Contains(reports[400], summary.Samples);
        Assert.Same(reports[700], summary.WorstReport);
        Assert.Contains(reports[700], summary.Samples);
        Assert.Equal(summary.Samples.OrderBy(report => report.Time), summary.Samples);
        // No half of the time is without one.
        Assert.True(summary.Samples.Count(report => report.Time < s_start.AddMinutes(5)) >= 4);
        Assert.True(summary.Samples.Count(report => report.Time >= s_start.AddMinutes(5)) >= 4);
    }

    [Fact]
    public void What_changed_between_the_first_and_the_last_report_is_told()
    {
        OomSummary summary = Assert.Single(Summarize(
            Kill(0, "hog", slab: 10), Kill(1, "hog", isComplete: false, cause: OomCause.Unknown), Kill(2, "hog", slab: 90), Kill(3, "hog", isComplete: false, cause: OomCause.Unknown)));
        Assert.Equal(4, summary.Count);
        Assert.Equal((10L << 20, 90L << 20), (summary.FirstMemory!.SlabUnreclaimable, summary.LastMemory!.SlabUnreclaimable));
        Assert.StartsWith("80 MiB more unreclaimable slab (90 MiB instead of 10 MiB)", summary.Change, StringComparison.Ordinal);
        Assert.Equal((2L, 2L), (summary.CompleteCount, summary.IncompleteCount));
    }

    [Fact]
    public void The_kernel_s_own_counters_tell_what_the_log_lacks()
    {
        OomSummary[] summaries = Summarize(Kill(0, "hog"), Kill(1, "hog"), Kill(0, "worker", cgroup: "/pods/a"), Kill(0, "worker", cgroup: "/pods"), Kill(-600, "old"));
        KernelKills.Compare(summaries, 9, path => path == "/pods" ? 5 : null, s_start.AddHours(-1), new OtherKills());
        OomSummary Of(string victim, string? cgroup) => summaries.Single(summary => summary.Victims[0].Name == victim && summary.CgroupPath == cgroup);
        // All four kills since boot, of 9.
        Assert.Equal((9L, 5L), (Of("hog", null).KernelKillCount!.Value, Of("hog", null).UnloggedKillCount!.Value));
        Assert.Contains("The kernel counts 9 kills since boot, 5 more than the log shows.", Of("hog", null).Details);
        // Those of the cgroup and of the one below it.
        Assert.Equal((5L, 3L), (Of("worker", "/pods").KernelKillCount!.Value, Of("worker", "/pods").UnloggedKillCount!.Value));
        // The machine's, where the cgroup is gone.
        Assert.Equal((9L, 5L), (Of("worker", "/pods/a").KernelKillCount!.Value, Of("worker", "/pods/a").UnloggedKillCount!.Value));
        Assert.Null(Of("old", null).KernelKillCount);
    }

    [Fact]
    public void Whom_the_machine_killed_in_a_cgroup_the_cgroup_s_counter_counts_too()
    {
        OomReport InPod(string? limited, string cgroup) => new()
        {
            Time = s_start,
            HostName = "web1",
            Kind = limited is null ? OomKind.Global : OomKind.Cgroup,
            Cause = OomCause.AnonymousMemory,
            IsComplete = true,
            CgroupPath = limited,
            VictimName = "worker",
            VictimCount = 1,
            Victims = [new OomVictim { Pid = 1, Name = "worker", Cgroup = cgroup }],
        };
        // Two by the pod's own limit (one in a cgroup below), one by the slice's, two by the machine, one of them elsewhere.
        OomReport[] reports = [InPod("/s/pod", "/s/pod"), InPod("/s/pod", "/s/pod/c"), InPod("/s", "/s/pod/c"), InPod(null, "/s/pod"), InPod(null, "/other")];
        var others = new OtherKills();
        Array.ForEach(reports, others.Add);
        Assert.Equal((2L, 1L, 1L), (others.Within("/s/pod"), others.Within("/s"), others.Within("/other")));
        OomSummary[] summaries = Summarize(reports);
        KernelKills.Compare(summaries, 5, path => path == "/s/pod" ? 4 : 4, s_start.AddHours(-1), others);
        Assert.All(summaries, summary => Assert.Equal(0, summary.UnloggedKillCount));
        KernelKills.Compare(summaries, 6, path => path == "/s/pod" ? 7 : 4, s_start.AddHours(-1), others);
        Assert.Equal([1L, 0L, 3L], summaries.OrderBy(summary => summary.CgroupPath?.Length ?? 0).Select(summary => summary.UnloggedKillCount!.Value));
    }

    [Fact]
    public void A_million_causes_of_their_own_take_bounded_memory_and_no_report_is_lost()
    {
        var summarizer = new ReportSummarizer(new SummaryOptions { MaxIncidents = 100 });
        const int Many = 200_000;
        for (int i = 0; i < Many; i++)
            summarizer.Accept(Kill(0, "v" + i, cgroup: "/c" + i), s_start);
        for (int i = 0; i < 50; i++)
            summarizer.Accept(Kill(0, "hog"), s_start);
        OomSummary[] summaries = summarizer.ToSummaries();
        Assert.InRange(summaries.Length, 100, 201);
        Assert.Equal(Many + 50, summaries.Sum(summary => summary.Count));
        Assert.Equal(Many + 50, summaries.Sum(summary => summary.VictimCount));
        Assert.Equal(Many + 1, summaries.Sum(summary => summary.IncidentCount));
        Assert.Equal(50, summaries[0].Count);
        Assert.True(summaries[^1].IncidentCount > Many - 300);
    }

    [Fact]
    public void Whatever_comes_the_sums_are_exact()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var summarizer = new ReportSummarizer(new SummaryOptions { Gap = TimeSpan.FromSeconds(random.Next(100)), MaxIncidents = random.Next(1, 9), Samples = random.Next(0, 5) });
            int count = random.Next(300);
            long victims = 0;
            for (int i = 0; i < count; i++)
            {
                OomReport report = Any(random);
                victims += report.VictimCount;
                summarizer.Accept(report, s_start.AddSeconds(i));
            }

            OomSummary[] summaries = summarizer.ToSummaries();
            Assert.Equal(count, summaries.Sum(summary => summary.Count));
            Assert.Equal(victims, summaries.Sum(summary => summary.VictimCount));
            Assert.All(summaries, summary => Assert.NotEqual("", summary.Summary));
        }
    }

    private static OomSummary Only(params OomReport[] reports) => Assert.Single(Summarize(reports));

    private static OomSummary[] Summarize(params OomReport[] reports)
    {
        var summarizer = new ReportSummarizer(new SummaryOptions());
        foreach (OomReport report in reports)
            summarizer.Accept(report, s_start);
        return summarizer.ToSummaries();
    }

    private static OomReport Any(Random random) => new()
    {
        Time = random.Next(4) == 0 ? null : s_start.AddSeconds(random.Next(-300, 300)),
        Uptime = random.Next(3) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(long.MinValue, long.MaxValue)),
        HostName = random.Next(3) == 0 ? null : "web" + random.Next(3),
        Source = "log" + random.Next(2),
        Kind = (OomKind)random.Next(7),
        Outcome = (OomOutcome)random.Next(5),
        Cause = (OomCause)random.Next(17),
        VictimName = random.Next(5) == 0 ? null : "v" + random.Next(3),
        CgroupPath = random.Next(2) == 0 ? null : "/c" + random.Next(2),
        VictimCount = random.Next(3),
        VictimRss = random.NextInt64(long.MinValue, long.MaxValue),
        TotalMemory = random.Next(2) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue),
        AnonymousMemory = random.NextInt64(long.MinValue, long.MaxValue),
        PrintTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(long.MinValue, long.MaxValue)),
        IsComplete = random.Next(2) == 0,
    };

    private static OomReport KillLine(double minute, string victim, OomKind kind = OomKind.Cgroup) =>
        Kill(minute, victim, cause: OomCause.Unknown, isComplete: false, kind: kind);

    private static OomReport Kill(
        double minute, string victim, string host = "web1", string? cgroup = null, OomCause cause = OomCause.AnonymousMemory, bool isComplete = true,
        long rss = 1000, long slab = 0, int print = 0, OomKind? kind = null) => new()
        {
            Time = s_start.AddMinutes(minute),
            HostName = host,
            Kind = kind ?? (cgroup is null ? OomKind.Global : OomKind.Cgroup),
            Outcome = OomOutcome.Killed,
            Cause = cause,
            VictimName = victim,
            VictimRss = rss,
            VictimCount = 1,
            Victims = [new OomVictim { Name = victim, Rss = rss, AnonRss = rss - 10 }],
            CgroupPath = cgroup,
            IsComplete = isComplete,
            TotalMemory = isComplete ? 200 << 20 : null,
            SlabUnreclaimable = isComplete ? slab << 20 : null,
            PrintTime = TimeSpan.FromMilliseconds(print),
        };
}
