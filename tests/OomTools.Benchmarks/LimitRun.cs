using System.Globalization;
using OomTools.Analysis;

namespace OomTools.Benchmarks;

/// <summary>A million reports through Limit and Summary: how fast, in how much memory, and whether a report was lost.</summary>
internal static class LimitRun
{
    private const int Reports = 1_000_000;
    private const double LeastSpeed = 1_000_000;
    private const double MostMemoryRatio = 1.25;
    private const int Runs = 5;

    private static readonly DateTime s_start = new(2026, 11, 24, 10, 0, 0, DateTimeKind.Utc);

    private static bool s_isMet = true;

    /// <summary>Runs all; 0 when every bar was met.</summary>
    public static int Run()
    {
        OomReport[] storm = Storm(1000);
        OomReport[] fleet = Fleet(200, 50);
        Speed("Limit, one storm", storm, Limit);
        Speed("Limit, 200 hosts with 50 services each", fleet, Limit);
        Speed("Limit | Summary, one storm", storm, LimitAndSummarize);
        Speed("Limit | Summary, 200 hosts with 50 services each", fleet, LimitAndSummarize);
        Memory();
        return s_isMet ? 0 : 1;
    }

    private static void Speed(string what, OomReport[] reports, Func<IEnumerable<OomReport>, long> run)
    {
        List<double> speeds = [];
        for (int round = 0; round <= Runs; round++)
        {
            long counted = 0;
            // Of one core: what others do on it meanwhile does not count.
            TimeSpan time = Measure.ProcessorTime(() => counted = run(Repeat(reports, Reports)));
            Check($"{what}: reports counted", counted, Reports);
            if (round > 0)
                speeds.Add(Reports / time.TotalSeconds);
        }

        speeds.Sort();
        bool isBar = !what.Contains('|', StringComparison.Ordinal);
        Row($"{what}: reports a second of one core", speeds[Runs / 2].ToString("#,0", CultureInfo.InvariantCulture), isBar ? ">= 1,000,000" : "", !isBar || speeds[Runs / 2] >= LeastSpeed);
    }

    /// <summary>What is alive after a million keys of their own, against a tenth of that.</summary>
    private static void Memory()
    {
        (long small, long smallCount) = Alive(Reports / 10);
        (long large, long largeCount) = Alive(Reports);
        Check("100,000 keys: reports counted", smallCount, Reports / 10);
        Check("1,000,000 keys: reports counted", largeCount, Reports);
        double ratio = (double)large / small;
        Row("memory alive after 100,000 keys", $"{small >> 10} KiB", "", true);
        Row("memory alive after 1,000,000 keys", $"{large >> 10} KiB", "", true);
        Row("memory, 1,000,000 / 100,000 keys", ratio.ToString("0.00", CultureInfo.InvariantCulture), $"<= {MostMemoryRatio.ToString(CultureInfo.InvariantCulture)}", ratio <= MostMemoryRatio);
    }

    private static (long Alive, long Count) Alive(int keys)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var limiter = new ReportLimiter(new LimitOptions { Burst = 1 });
        var summarizer = new ReportSummarizer(new SummaryOptions());
        for (int i = 0; i < keys; i++)
        {
            // Two of each key, so that each window holds something back.
            OomReport report = Report(i / 2, "web1", "v" + (i / 2), "/c" + (i / 2));
            Step(limiter, summarizer, report);
        }

        long alive = GC.GetTotalMemory(forceFullCollection: true) - before;
        return (alive, Finish(limiter, summarizer));
    }

    private static long Limit(IEnumerable<OomReport> reports)
    {
        var limiter = new ReportLimiter(new LimitOptions());
        long count = 0;
        foreach (OomReport report in reports)
        {
            count += limiter.Accept(report, s_start) ? 1 : 0;
            while (limiter.TryTakeEnded(out OomSuppression? held))
                count += held.Count;
        }

        limiter.Complete();
        while (limiter.TryTakeEnded(out OomSuppression? held))
            count += held.Count;
        return count;
    }

    private static long LimitAndSummarize(IEnumerable<OomReport> reports)
    {
        var limiter = new ReportLimiter(new LimitOptions());
        var summarizer = new ReportSummarizer(new SummaryOptions());
        foreach (OomReport report in reports)
            Step(limiter, summarizer, report);
        return Finish(limiter, summarizer);
    }

    private static void Step(ReportLimiter limiter, ReportSummarizer summarizer, OomReport report)
    {
        bool isPassed = limiter.Accept(report, s_start);
        while (limiter.TryTakeEnded(out OomSuppression? held))
            summarizer.Accept(held, s_start);
        if (isPassed)
            summarizer.Accept(report, s_start);
    }

    private static long Finish(ReportLimiter limiter, ReportSummarizer summarizer)
    {
        limiter.Complete();
        while (limiter.TryTakeEnded(out OomSuppression? held))
            summarizer.Accept(held, s_start);
        return summarizer.ToSummaries().Sum(summary => summary.Count);
    }

    private static IEnumerable<OomReport> Repeat(OomReport[] reports, int count)
    {
        for (int i = 0; i < count; i++)
            yield return reports[i % reports.Length];
    }

    private static OomReport[] Storm(int count) => [.. Enumerable.Range(0, count).Select(i => Report(i, "web1", "hog", null))];

    private static OomReport[] Fleet(int hosts, int services) =>
        [.. Enumerable.Range(0, hosts * services).Select(i => Report(i / 100, "host" + (i % hosts), "service" + (i / hosts), "/system.slice/service" + (i / hosts)))];

    private static OomReport Report(int second, string host, string victim, string? cgroup) => new()
    {
        // New strings each time, as a reader makes them: none is the same object as the one before.
        Time = s_start.AddSeconds(second),
        HostName = new string(host),
        Kind = cgroup is null ? OomKind.Global : OomKind.Cgroup,
        Outcome = OomOutcome.Killed,
        Cause = OomCause.AnonymousMemory,
        TriggerName = new string(victim),
        VictimName = new string(victim),
        VictimPid = second,
        VictimRss = 30 << 20,
        VictimCount = 1,
        Victims = [new OomVictim { Name = new string(victim), Pid = second, Rss = 30 << 20, AnonRss = 29 << 20 }],
        CgroupPath = cgroup,
        PrintTime = TimeSpan.FromMilliseconds(20),
        IsComplete = true,
    };

    private static void Check(string what, long value, long expected)
    {
        if (value != expected)
            Row(what, value.ToString(CultureInfo.InvariantCulture), expected.ToString(CultureInfo.InvariantCulture), false);
    }

    private static void Row(string what, string value, string bar, bool isMet)
    {
        s_isMet &= isMet;
        Console.WriteLine($"{what,-62} {value,12} {bar,12} {(bar.Length == 0 ? "" : isMet ? "met" : "missed")}");
    }
}
