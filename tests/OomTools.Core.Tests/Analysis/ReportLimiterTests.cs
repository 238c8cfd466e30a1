using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

public class ReportLimiterTests
{
    private static readonly DateTime s_start = new(2026, 11, 24, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_first_twelve_pass_and_the_end_tells_the_rest()
    {
        var run = new LimitRun(new LimitOptions());
        for (int i = 0; i < 200; i++)
            run.Accept(Kill(s_start.AddSeconds(i), "hog", rss: 1000 + i, anon: 900 + i, pid: i));
        run.Complete();

        Assert.Equal(Enumerable.Range(0, 12).Select(i => (int?)i), run.Passed.Select(report => report.VictimPid));
        OomSuppression suppression = Assert.Single(run.Suppressions);
        Assert.Equal(188, suppression.Count);
        Assert.Equal(12, suppression.PassedCount);
        Assert.Equal(s_start.AddSeconds(12), suppression.First);
        Assert.Equal(s_start.AddSeconds(199), suppression.Last);
        Assert.Equal(188, suppression.VictimCount);
        // The sums of 1012 … 1199 and of 912 … 1099.
        Assert.Equal(188 * (1012L + 1199) / 2, suppression.VictimRss);
        Assert.Equal(188 * (912L + 1099) / 2, suppression.FreedMemory);
        Assert.Equal(("hog", 199, 1199L), (suppression.LargestVictimName, suppression.LargestVictimPid, suppression.LargestVictimRss));
        OomVictimGroup group = Assert.Single(suppression.Victims);
        Assert.Equal(("hog", 188L), (group.Name, group.Count));
        Assert.Equal("188 more like the 12 before on web1, in 3 min 7 s: hog killed 188 times, 185 KiB given back.", suppression.Summary);
    }

    [Fact]
    public void An_interval_begins_with_its_first_report_in_log_time()
    {
        var run = new LimitRun(new LimitOptions { Burst = 1, Interval = TimeSpan.FromMinutes(10) });
        int[] minutes = [0, 1, 9, 10, 11, 19, 20];
        foreach (int minute in minutes)
            run.Accept(Kill(s_start.AddMinutes(minute), "hog"));

        Assert.Equal([0, 10, 20], run.Passed.Select(report => (int)(report.Time!.Value - s_start).TotalMinutes));
        // The one that ends the window stands before the report that begins the next.
        Assert.Equal(["pass 0", "held 2", "pass 10", "held 2", "pass 20"], run.Order(s_start));
    }

    [Fact]
    public void Arrival_counts_only_where_the_log_has_no_clock()
    {
        var stamped = new LimitRun(new LimitOptions { Burst = 1 });
        for (int i = 0; i < 3; i++)
            stamped.Accept(Kill(s_start.AddSeconds(i), "hog"), s_start.AddDays(i));
        Assert.Single(stamped.Passed);

        var clockless = new LimitRun(new LimitOptions { Burst = 1 });
        for (int i = 0; i < 3; i++)
            clockless.Accept(new OomReport { HostName = "web1", VictimName = "hog", VictimCount = 1, IsComplete = true }, s_start.AddMinutes(40 * i));
        clockless.Complete();
        Assert.Equal(2, clockless.Passed.Count);
        OomSuppression held = Assert.Single(clockless.Suppressions);
        Assert.Equal((OomClock.Arrival, s_start.AddMinutes(40)), (held.Clock, held.First));
    }

    [Fact]
    public void How_long_reading_took_is_not_how_long_it_happened()
    {
        var clockless = new LimitRun(new LimitOptions { Burst = 1 });
        for (int i = 0; i < 4; i++)
            clockless.Accept(Kill(null, "hog", anon: 1024), s_start.AddSeconds(i));
        clockless.Complete();
        Assert.Equal("3 more like the 1 before on web1: hog killed 3 times, 3 KiB given back.", Assert.Single(clockless.Suppressions).Summary);
    }

    [Theory]
    [InlineData(OomKind.Cpuset)]
    [InlineData(OomKind.MemoryPolicy)]
    public void A_kill_line_says_the_same_for_a_cpuset_as_for_the_machine(OomKind kind)
    {
        var run = new LimitRun(new LimitOptions { Burst = 1 });
        run.Accept(Kill(s_start, "pinned", cause: OomCause.Unknown, isComplete: false));
        run.Accept(Kill(s_start.AddSeconds(1), "pinned", kind: kind));
        run.Accept(Kill(s_start.AddSeconds(2), "pinned", cause: OomCause.Unknown, isComplete: false));
        run.Complete();
        Assert.Single(run.Passed);
        Assert.Equal((2L, kind), (Assert.Single(run.Suppressions).Count, run.Suppressions[0].Kind));
    }

    [Fact]
    public void A_log_with_uptime_only_is_limited_by_it()
    {
        var run = new LimitRun(new LimitOptions { Burst = 1, Interval = TimeSpan.FromMinutes(1) });
        foreach (int second in new[] { 5, 6, 64, 65 })
            run.Accept(new OomReport { Uptime = TimeSpan.FromSeconds(second), VictimName = "hog", IsComplete = true });
        run.Complete();
        Assert.Equal([5.0, 65.0], run.Passed.Select(report => report.Uptime!.Value.TotalSeconds));
        OomSuppression held = Assert.Single(run.Suppressions);
        Assert.Equal((TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(64), null), (held.FirstUptime, held.LastUptime, held.First));
    }

    [Fact]
    public void A_machine_that_boots_again_and_again_is_limited_as_one()
    {
        var run = new LimitRun(new LimitOptions { Burst = 2 });
        for (int boot = 0; boot < 5; boot++)
        {
            run.Accept(new OomReport { Uptime = TimeSpan.FromSeconds(30), HostName = "web1", VictimName = "hog", IsComplete = true });
            run.Accept(new OomReport { Uptime = TimeSpan.FromSeconds(90), HostName = "web1", VictimName = "hog", IsComplete = true });
        }

        Assert.Equal(2, run.Passed.Count);
        // After weeks, a boot is another story.
        run.Accept(new OomReport { Uptime = TimeSpan.FromDays(20), HostName = "web1", VictimName = "hog", IsComplete = true });
        run.Accept(new OomReport { Uptime = TimeSpan.FromSeconds(30), HostName = "web1", VictimName = "hog", IsComplete = true });
        Assert.Equal(4, run.Passed.Count);
    }

    [Fact]
    public void Each_part_of_the_key_makes_a_window_of_its_own()
    {
        OomReport[] reports =
        [
            Kill(s_start, "hog"),
            Kill(s_start, "pig"),
            Kill(s_start, "hog", host: "web2"),
            Kill(s_start, "hog", kind: OomKind.Cgroup),
            Kill(s_start, "hog", cause: OomCause.SharedMemory),
            Kill(s_start, "hog", kind: OomKind.Cgroup, cgroup: "/a"),
            Kill(s_start, "hog", kind: OomKind.Cgroup, cgroup: "/b"),
        ];
        var run = new LimitRun(new LimitOptions { Burst = 1 });
        Array.ForEach(reports, report => run.Accept(report));
        Assert.Equal(7, run.Passed.Count);
        Array.ForEach(reports, report => run.Accept(report));
        Assert.Equal(7, run.Passed.Count);

        var byHost = new LimitRun(new LimitOptions { Burst = 1, Key = [OomReportKey.HostName] });
        Array.ForEach(reports, report => byHost.Accept(report));
        Assert.Equal(2, byHost.Passed.Count);
    }

    [Fact]
    public void Two_logs_that_name_no_host_are_two_hosts()
    {
        var run = new LimitRun(new LimitOptions { Burst = 1 });
        run.Accept(new OomReport { Time = s_start, Source = "a.log", VictimName = "hog", IsComplete = true });
        run.Accept(new OomReport { Time = s_start, Source = "b.log", VictimName = "hog", IsComplete = true });
        Assert.Equal(2, run.Passed.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kill_line_alone_counts_with_the_reports_of_its_victim(bool firstIsWhole)
    {
        var run = new LimitRun(new LimitOptions { Burst = 3 });
        for (int i = 0; i < 10; i++)
        {
            run.Accept((i % 2 == 0) == firstIsWhole
                ? Kill(s_start.AddSeconds(i), "hog")
                : Kill(s_start.AddSeconds(i), "hog", cause: OomCause.Unknown, isComplete: false));
        }

        // Another's kill line does not.
        run.Accept(Kill(s_start, "pig", cause: OomCause.Unknown, isComplete: false));
        run.Accept(Kill(s_start, "hog", cause: OomCause.Unknown, isComplete: false, kind: OomKind.Cgroup));
        run.Complete();
        Assert.Equal(5, run.Passed.Count);
        OomSuppression held = Assert.Single(run.Suppressions);
        Assert.Equal((7L, 3L, OomCause.AnonymousMemory), (held.Count, held.PassedCount, held.Cause));
    }

    [Fact]
    public void A_line_without_a_stamp_belongs_to_the_time_of_its_fellows()
    {
        var run = new LimitRun(new LimitOptions { Burst = 1 });
        run.Accept(Kill(s_start, "hog"));
        run.Accept(Kill(null, "hog"), s_start.AddYears(1));
        run.Complete();
        Assert.Single(run.Passed);
        Assert.Equal(s_start, Assert.Single(run.Suppressions).Last);
    }

    [Fact]
    public void Time_that_passes_for_one_key_ends_the_windows_of_its_host_only()
    {
        var run = new LimitRun(new LimitOptions { Burst = 1 });
        foreach (string host in new[] { "web1", "web2" })
        {
            run.Accept(Kill(s_start, "hog", host: host));
            run.Accept(Kill(s_start, "hog", host: host));
        }

        run.Accept(Kill(s_start.AddHours(2), "other", host: "web1"));
        Assert.Equal("web1", Assert.Single(run.Suppressions).HostName);
        // Logs of many hosts may be read side by side: web2 is two hours behind, and its window still open.
        run.Accept(Kill(s_start.AddMinutes(1), "hog", host: "web2"));
        run.Complete();
        Assert.Equal([1L, 2L], run.Suppressions.Select(suppression => suppression.Count));
    }

    [Fact]
    public void Time_goes_on_for_a_live_log_also_when_nothing_comes()
    {
        var limiter = new ReportLimiter(new LimitOptions { Burst = 1 });
        limiter.Accept(Kill(s_start, "hog"), s_start);
        limiter.Accept(Kill(s_start, "hog"), s_start);
        limiter.Advance(s_start.AddMinutes(59));
        Assert.False(limiter.TryTakeEnded(out _));
        limiter.Advance(s_start.AddMinutes(60));
        Assert.True(limiter.TryTakeEnded(out OomSuppression? held));
        Assert.Equal(1, held.Count);
        Assert.Equal(0, limiter.OpenCount);
    }

    [Fact]
    public void A_million_keys_take_no_more_memory_than_the_windows_that_may_be_open()
    {
        var limiter = new ReportLimiter(new LimitOptions { Burst = 1, MaxWindows = 1000 });
        long passed = 0;
        long held = 0;
        OomReport hog = Kill(s_start, "hog");
        for (int i = 0; i < 1_000_000; i++)
        {
            OomReport report = Kill(s_start, "k" + i);
            for (int times = 0; times < 2; times++)
                passed += limiter.Accept(report, s_start) ? 1 : 0;
            // The one key that never rests stays.
            passed += limiter.Accept(hog, s_start) ? 1 : 0;
            Assert.True(limiter.OpenCount <= 1000);
            while (limiter.TryTakeEnded(out OomSuppression? suppression))
                held += suppression.Count;
        }

        limiter.Complete();
        while (limiter.TryTakeEnded(out OomSuppression? suppression))
            held += suppression.Count;
        Assert.Equal(1_000_001, passed);
        Assert.Equal(3_000_000, passed + held);
    }

    [Fact]
    public void Whatever_comes_nothing_is_lost_and_nothing_counted_twice()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var run = new LimitRun(new LimitOptions
            {
                Burst = random.Next(0, 4),
                Interval = TimeSpan.FromSeconds(random.Next(1, 100)),
                MaxWindows = random.Next(1, 20),
                Key = [.. Enum.GetValues<OomReportKey>().Where(_ => random.Next(2) == 0)],
            });
            int count = random.Next(500);
            long victims = 0;
            for (int i = 0; i < count; i++)
            {
                OomReport report = Any(random);
                victims += report.VictimCount;
                run.Accept(report, s_start.AddSeconds(i));
            }

            run.Complete();
            Assert.Equal(count, run.Passed.Count + run.Suppressions.Sum(suppression => suppression.Count));
            Assert.Equal(victims, run.Passed.Sum(report => (long)report.VictimCount) + run.Suppressions.Sum(suppression => suppression.VictimCount));
            Assert.All(run.Suppressions, suppression => Assert.Equal(suppression.VictimCount, suppression.Victims.Sum(group => group.Count)));
            Assert.Equal(0, run.OpenCount);
        }
    }

    private static OomReport Any(Random random) => new()
    {
        Time = random.Next(4) == 0 ? null : s_start.AddSeconds(random.Next(-300, 300)),
        Uptime = random.Next(3) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(long.MinValue, long.MaxValue)),
        HostName = random.Next(3) == 0 ? null : "web" + random.Next(3),
        Source = "log" + random.Next(2),
        Kind = (OomKind)random.Next(5),
        Cause = (OomCause)random.Next(3),
        VictimName = random.Next(5) == 0 ? null : "v" + random.Next(3),
        TriggerName = random.Next(2) == 0 ? null : "t" + random.Next(3),
        CgroupPath = random.Next(2) == 0 ? null : "/c" + random.Next(2),
        VictimCount = random.Next(3),
        VictimRss = random.NextInt64(long.MinValue, long.MaxValue),
        PrintTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.NextInt64(long.MinValue, long.MaxValue)),
        IsComplete = random.Next(2) == 0,
    };

    private static OomReport Kill(
        DateTime? time, string victim, string host = "web1", OomKind kind = OomKind.Global, OomCause cause = OomCause.AnonymousMemory,
        string? cgroup = null, bool isComplete = true, long rss = 1000, long anon = 1000, int pid = 1) => new()
        {
            Time = time,
            HostName = host,
            Kind = kind,
            Outcome = OomOutcome.Killed,
            Cause = cause,
            VictimName = victim,
            VictimPid = pid,
            VictimRss = rss,
            VictimCount = 1,
            Victims = [new OomVictim { Name = victim, Pid = pid, Rss = rss, AnonRss = anon }],
            CgroupPath = cgroup,
            IsComplete = isComplete,
        };
}
