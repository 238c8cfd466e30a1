namespace OomTools.Tests.Captures;

/// <summary>In every container form of one log the same reports come out.</summary>
public class ContainerEquivalenceTests
{
    private static readonly string[] s_formats =
    [
        "kmsg.txt", "kmsg-follow.txt", "dmesg.txt", "dmesg-raw.txt", "dmesg-ctime.txt", "dmesg-decode.txt", "dmesg-decode-ctime.txt",
        "dmesg-iso.txt", "dmesg-notime.txt", "dmesg-reltime.txt", "dmesg.json", "messages.txt", "journal-cat.txt",
        "journal-export.txt", "journal-json.txt", "journal-short.txt", "journal-short-full.txt", "journal-short-iso.txt",
        "journal-short-monotonic.txt", "journal-short-precise.txt", "journal-short-unix.txt", "journal-with-unit.txt",
    ];

    public static TheoryData<string, string> Forms()
    {
        var data = new TheoryData<string, string>();
        foreach (string run in CaptureFiles.Runs())
        {
            foreach (string format in s_formats)
            {
                if (run == "collection-is-absent" || File.Exists(CaptureFiles.Sample(Path.Combine(run, format))))
                    data.Add(run, format);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Same_reports_as_on_the_console(string run, string format)
    {
        OomReport[] console = CaptureFiles.Read(CaptureFiles.Sample(Path.Combine(run, "console.log")));
        OomReport[] other = CaptureFiles.Read(CaptureFiles.Sample(Path.Combine(run, format)));

        // After a panic the followed records end before the report.
        string text = File.ReadAllText(CaptureFiles.Sample(Path.Combine(run, format)));
        bool holdsReport = text.Contains("invoked oom-killer", StringComparison.Ordinal)
            || text.Contains("page allocation failure", StringComparison.Ordinal);
        Assert.Equal(holdsReport, other.Length > 0);
        if (!holdsReport)
            return;

        // A ring buffer may have lost the oldest reports, and may begin inside one; a snapshot may end before the last one.
        OomReport[] same = Aligned(console, other[^1]);
        int wholeFrom = other.Length == same.Length ? 0 : 1;
        for (int i = wholeFrom; i < other.Length; i++)
            AssertSame(same[same.Length - other.Length + i], other[i]);
    }

    private static void AssertSame(OomReport expected, OomReport actual)
    {
        string expectedText = ReportText.Of(expected);

        // A kill line alone has its release from the boot message, which a ring buffer loses first.
        if (actual.KernelVersion is null)
        {
            Assert.Null(actual.TriggerName);
            expectedText = expectedText.Replace($".KernelVersion = {expected.KernelVersion}\n", ".KernelVersion = null\n", StringComparison.Ordinal);
        }

        Assert.Equal(expectedText, ReportText.Of(actual));
        int common = Math.Min(expected.CgroupStatistics.Length, actual.CgroupStatistics.Length);
        for (int i = 0; i < common; i++)
        {
            Assert.Equal(expected.CgroupStatistics[i].Name, actual.CgroupStatistics[i].Name);
            Assert.Equal(expected.CgroupStatistics[i].Value, actual.CgroupStatistics[i].Value);
        }
    }

    /// <summary>The console's reports up to the one that is last in the other form.</summary>
    private static OomReport[] Aligned(OomReport[] console, OomReport last)
    {
        int end = Array.FindLastIndex(console, r => r.VictimPid == last.VictimPid && r.TriggerPid == last.TriggerPid && r.Order == last.Order);
        Assert.True(end >= 0, "the last report is not on the console");
        return console[..(end + 1)];
    }
}
