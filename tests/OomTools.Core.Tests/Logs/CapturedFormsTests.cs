namespace OomTools.Tests.Logs;

/// <summary>Every container of one capture holds the same kernel text.</summary>
public class CapturedFormsTests
{
    private const string Start = "mysqld invoked oom-killer: gfp_mask=";

    public static TheoryData<string, string> Forms()
    {
        var data = new TheoryData<string, string>();
        string[] dmesg =
        [
            "dmesg.txt", "dmesg-ctime.txt", "dmesg-decode.txt", "dmesg-decode-ctime.txt", "dmesg-iso.txt", "dmesg-notime.txt", "dmesg-raw.txt",
            "dmesg-reltime.txt", "dmesg.json", "kmsg.txt",
        ];
        foreach (string kernel in (string[])["5.10.0-32-amd64", "6.12.107-own", "6.12.107+deb13-amd64"])
        {
            foreach (string form in dmesg)
                data.Add(kernel + "/global-anon", form);
        }

        string[] journal = ["short", "short-iso", "short-precise", "short-full", "short-monotonic", "short-unix", "cat", "with-unit", "json", "export"];
        foreach (string form in journal)
            data.Add("6.12.107+deb13-amd64/anon-journal", $"journal-{form}.txt");
        data.Add("6.12.107+deb13-amd64/anon-journal", "kmsg.txt");
        data.Add("6.12.107+deb13-amd64/anon-journal", "kmsg-follow.txt");
        data.Add("6.1.0-50-amd64/global-anon", "messages.txt");
        data.Add("6.1.0-50-amd64/global-anon", "dmesg.txt");
        data.Add("6.1.0-50-amd64/global-anon", "kmsg.txt");
        return data;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Same_texts_as_the_console(string run, string form)
    {
        string[] console = Report(Reading.File(Samples.Path($"{run}/console.log")));
        Assert.Equal("Mem-Info:", console.First(text => text.StartsWith("Mem-Info", StringComparison.Ordinal)));
        Assert.Contains(" unevictable:0 dirty:0 writeback:0", console);
        Assert.True(console.Length > 100);

        Assert.Equal(console, Report(Reading.File(Samples.Path($"{run}/{form}"))));
    }

    /// <summary>From the first report to the last kill line. The console lost what is below its loglevel, so two levels are left out.</summary>
    private static string[] Report(RecordingSink sink)
    {
        string[] texts = sink.Texts.ToArray();
        int first = Array.FindIndex(texts, text => text.StartsWith(Start, StringComparison.Ordinal));
        int last = Array.FindLastIndex(texts, text => text.StartsWith("Out of memory: Killed process", StringComparison.Ordinal));
        Assert.InRange(first, 0, last);
        return texts[first..(last + 1)];
    }
}
