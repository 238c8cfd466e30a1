using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OomTools.Analysis;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

/// <summary>Hundreds of real kills as one incident, against what is known from having produced them.</summary>
public partial class StormSummaryTests
{
    [Theory]
    [InlineData("5.10.0-32-amd64/storm-global")]
    [InlineData("6.12.107+deb13-amd64/storm-memcg")]
    [InlineData("7.3.4+deb13-amd64/storm-memcg-slow")]
    public void One_incident_with_exact_sums(string capture)
    {
        using var truth = JsonDocument.Parse(File.ReadAllBytes(CaptureFiles.Sample(capture + "/truth.json")));
        int kills = truth.RootElement.GetProperty("oom_kills").GetInt32();
        string culprit = truth.RootElement.GetProperty("culprit").GetString()!;
        string log = File.ReadAllText(CaptureFiles.Sample(capture + "/console.log"));

        var summarizer = new ReportSummarizer(new SummaryOptions());
        foreach (OomReport report in CapturedReports.Of(capture))
            summarizer.Accept(report, default);
        OomSummary incident = Assert.Single(summarizer.ToSummaries());

        Assert.Equal((kills, kills), (incident.Count, incident.VictimCount));
        OomVictimGroup victims = Assert.Single(incident.Victims);
        Assert.Equal((culprit, kills), (victims.Name, victims.Count));
        // The kill lines, read independently.
        MatchCollection lines = KillLine().Matches(log);
        Assert.Equal(kills, lines.Count);
        Assert.Equal(lines.Sum(line => Kilobytes(line, 2) + Kilobytes(line, 3) + Kilobytes(line, 4)) * 1024, incident.VictimRss);
        Assert.Equal(lines.Sum(line => Kilobytes(line, 2)) * 1024, incident.FreedMemory);
        Assert.Equal(Headers().Count(log), incident.CompleteCount);
        Assert.Equal(Suppressed().Matches(log).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)), incident.KernelSuppressedCount);
        Assert.Equal(12, incident.Samples.Length);
        Assert.Null(incident.HostName);
        Assert.InRange(incident.PrintTime!.Value.TotalSeconds, 0.1, 60);
    }

    [Fact]
    public void The_sentence()
    {
        var summarizer = new ReportSummarizer(new SummaryOptions());
        foreach (OomReport report in CapturedReports.Of("5.10.0-32-amd64/storm-global"))
            summarizer.Accept(report, default);
        OomSummary incident = Assert.Single(summarizer.ToSummaries());
        // From [10.583045] to the last header or kill line at [89.034951]: 78.45 s; 200 kills are 152.96 a minute.
        Assert.Equal("200 kills in 1 min 18 s (153 a minute), all hog, all for anonymous memory: the same every time.", incident.Summary);
        Assert.Contains("The kernel printed 142 full reports and held back 58.", incident.Details);
    }

    private static long Kilobytes(Match line, int group) => long.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Killed process (\d+) .*anon-rss:(\d+)kB, file-rss:(\d+)kB, shmem-rss:(\d+)kB")]
    private static partial Regex KillLine();

    [GeneratedRegex(" invoked oom-killer: ")]
    private static partial Regex Headers();

    [GeneratedRegex(@"oom_kill_process: (\d+) callbacks suppressed")]
    private static partial Regex Suppressed();
}
