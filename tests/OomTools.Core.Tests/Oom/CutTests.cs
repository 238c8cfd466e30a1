namespace OomTools.Core.Tests.Oom;

/// <summary>Logs that begin or end anywhere: nothing throws, and a report whose lines are all there is found whole.</summary>
public class CutTests
{
    [Theory]
    [InlineData("5.10.0-32-amd64/global-anon")]
    [InlineData("6.12.107+deb13-amd64/memcg-group-kill")]
    [InlineData("7.3.4-own/global-anon")]
    [InlineData("6.12.107-own/atomic-failure")]
    [InlineData("6.1.0-50-amd64/sysrq")]
    public void A_report_that_is_whole_is_found_wherever_the_log_is_cut(string capture)
    {
        List<byte[]> lines = ConsoleFeeder.Lines(File.ReadAllBytes(Path.Combine(Samples.RequireRoot(), capture, "console.log")));
        List<OomReport> whole = ConsoleFeeder.Read(lines);
        Assert.NotEmpty(whole);
        for (int cut = (int)whole[0].LineNumber - 2; cut < lines.Count; cut++)
        {
            List<OomReport> after = ConsoleFeeder.Read(lines[cut..]);
            List<OomReport> before = ConsoleFeeder.Read(lines[..cut]);
            foreach (OomReport report in whole)
            {
                if (report.LineNumber > cut)
                {
                    Assert.Contains(after, found => Same(found, report, cut));
                }
            }

            // What ended before the cut: all but the one that the cut is in, and its successors.
            for (int i = 0; i + 1 < whole.Count && whole[i + 1].LineNumber <= cut; i++)
            {
                Assert.Contains(before, found => Same(found, whole[i], 0));
            }

            // Kill lines of a group whose first lines are cut off stand alone, so there may be more after the cut.
            Assert.True(before.Count <= whole.Count);
        }
    }

    private static bool Same(OomReport found, OomReport whole, int cut) =>
        found.LineNumber + cut == whole.LineNumber && found.Kind == whole.Kind && found.Outcome == whole.Outcome
        && found.VictimPid == whole.VictimPid && found.VictimCount == whole.VictimCount && found.TaskCount == whole.TaskCount
        && found.Missing == whole.Missing && found.PrintTime == whole.PrintTime;
}
