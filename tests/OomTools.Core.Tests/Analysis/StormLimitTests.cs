using System.Text.Json;
using OomTools.Analysis;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Analysis;

/// <summary>Hundreds of real kills through the limiter, against what is known from having produced them.</summary>
public class StormLimitTests
{
    [Theory]
    [InlineData("5.10.0-32-amd64/storm-global")]
    [InlineData("6.12.107+deb13-amd64/storm-memcg")]
    [InlineData("7.3.4+deb13-amd64/storm-memcg-slow")]
    public void Twelve_pass_and_one_line_tells_the_rest(string capture)
    {
        using var truth = JsonDocument.Parse(File.ReadAllBytes(CaptureFiles.Sample(capture + "/truth.json")));
        int kills = truth.RootElement.GetProperty("oom_kills").GetInt32();
        int[] pids = [.. truth.RootElement.GetProperty("killed").EnumerateArray().Select(victim => victim.GetProperty("pid").GetInt32())];
        Assert.Equal(kills, pids.Length);

        var run = new LimitRun(new LimitOptions());
        foreach (OomReport report in CapturedReports.Of(capture))
            run.Accept(report);
        run.Complete();

        Assert.Equal(12, run.Passed.Count);
        Assert.Equal(pids[..12], run.Passed.Select(report => report.VictimPid!.Value));
        OomSuppression held = Assert.Single(run.Suppressions);
        Assert.Equal(kills - 12, held.Count);
        Assert.Equal(kills - 12, held.VictimCount);
        OomVictimGroup group = Assert.Single(held.Victims);
        Assert.Equal(truth.RootElement.GetProperty("culprit").GetString(), group.Name);
        Assert.Contains(held.LargestVictimPid!.Value, pids[12..]);
    }

    [Fact]
    public void What_the_kernel_held_back_itself_is_counted_with_the_kills_it_printed()
    {
        // Fifty-eight of the 200 kills are kill lines only; the kernel says so in lines of 11, 14, 12, 12, 1, 1, 6 and 1 callbacks.
        OomReport[] reports = CapturedReports.Of("5.10.0-32-amd64/storm-global");
        var run = new LimitRun(new LimitOptions());
        foreach (OomReport report in reports)
            run.Accept(report);
        run.Complete();
        OomSuppression held = Assert.Single(run.Suppressions);
        Assert.Equal(58, held.KernelSuppressedCount + run.Passed.Sum(report => report.SuppressedCount ?? 0));
        Assert.Equal(58, held.IncompleteCount + run.Passed.Count(report => !report.IsComplete));
    }
}
