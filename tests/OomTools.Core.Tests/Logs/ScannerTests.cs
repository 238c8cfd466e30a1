using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Blocks, line ends, overlong lines, and passing over what nobody wants.</summary>
public class ScannerTests
{
    private static readonly string[] s_markers = ["invoked oom-killer"];

    public static TheoryData<string> Forms() =>
    [
        "5.10.0-32-amd64/global-anon/console.log", "5.10.0-32-amd64/global-anon/kmsg.txt", "5.10.0-32-amd64/global-anon/dmesg.json",
        "5.10.0-32-amd64/global-anon/dmesg-ctime.txt", "5.10.0-32-amd64/global-anon/dmesg-reltime.txt", "5.10.0-32-amd64/global-anon/dmesg-notime.txt",
        "6.12.107-own/global-anon/console.log", "6.12.107+deb13-amd64/anon-journal/journal-json.txt",
        "6.12.107+deb13-amd64/anon-journal/journal-export.txt", "6.12.107+deb13-amd64/anon-journal/journal-short.txt",
        "6.12.107+deb13-amd64/anon-journal/journal-short-monotonic.txt", "6.1.0-50-amd64/global-anon/messages.txt",
    ];

    /// <summary>Around the markers an idle sink sees exactly what one sees that never is.</summary>
    [Theory]
    [MemberData(nameof(Forms))]
    public void Passing_over_gives_the_same_as_reading_all(string capture)
    {
        byte[] log = File.ReadAllBytes(Samples.Path(capture));
        byte[] many = Enumerable.Range(0, 12).SelectMany(_ => log).ToArray();

        RecordingSink all = Reading.Bytes(many);
        foreach (int chunk in (int[])[int.MaxValue, 4096, 70_001])
        {
            RecordingSink some = Reading.Into(new RecordingSink { Markers = s_markers, Hold = 60, LookBack = 2000 }, new Chunks(many, chunk));

            Assert.True(some.Lines.Count < all.Lines.Count || capture.Contains("reltime", StringComparison.Ordinal), "nothing was passed over");
            var seen = some.Lines.Select(Key).ToHashSet();
            string[] wanted = Wanted(all);
            Assert.True(wanted.Length > 500);
            Assert.DoesNotContain(wanted, key => !seen.Contains(key));
            Assert.Equal(some.Lines.OrderBy(line => line.Number).Select(Key), some.Lines.Select(Key));
            var every = all.Lines.Select(Key).ToHashSet();
            Assert.DoesNotContain(some.Lines.Select(Key), key => !every.Contains(key));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Any_size_of_reads(int size)
    {
        byte[] log = Encoding.UTF8.GetBytes("[    1.000000] a\r\n\n[    2.000000] b\n\r\n[    3.000000] c");

        RecordingSink sink = Reading.Into(new RecordingSink(), new Chunks(log, size));

        Assert.Equal(["a", "b", "c"], sink.Texts);
        Assert.Equal([1L, 3L, 5L], sink.Lines.Select(line => line.Number));
        Assert.Equal(1, sink.Ends);
    }

    [Fact]
    public void What_a_pipe_delivers_is_handed_on_at_once()
    {
        byte[] log = Encoding.UTF8.GetBytes("[    1.000000] a\n[    2.000000] b\n");
        var sink = new RecordingSink();
        using var scanner = new LogScanner(new Chunks(log, 17), new LogDecoder(sink, Reading.Options), sink);

        Assert.True(scanner.ReadBlock());
        Assert.Equal(["a"], sink.Texts);
    }

    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(70_000, LogScanner.MaxLine)]
    [InlineData(3_000_000, LogScanner.MaxLine)]
    public void A_long_line_is_cut_and_counts_once(int length, int kept)
    {
        RecordingSink sink = Reading.Text($"first\n{new string('x', length)}\nlast\n");

        Assert.Equal(["first", new string('x', kept), "last"], sink.Texts);
        Assert.Equal(3, sink.Lines[^1].Number);
    }

    [Fact]
    public void A_long_last_line_without_an_end() => Assert.Equal(LogScanner.MaxLine, Reading.Text(new string('x', 400_000)).Lines[0].Text.Length);

    [Fact]
    public void Zeros_do_no_harm()
    {
        RecordingSink sink = Reading.Into(new RecordingSink { Markers = s_markers }, new Zeros(100_000_000));

        Assert.Empty(sink.Texts);
        Assert.Equal(1, sink.Ends);
    }

    [Fact]
    public void Looking_back_reaches_what_was_passed_over_and_no_further()
    {
        string quiet = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"[{i,5}.000000] quiet {i}\n"));
        string log = quiet + "[20000.000000] mysqld invoked oom-killer: x\n";

        RecordingSink sink = Reading.Into(new RecordingSink { Markers = s_markers, LookBack = 1000 }, new MemoryStream(Encoding.UTF8.GetBytes(log)));

        int marker = sink.Lines.FindIndex(line => line.Text.Contains("invoked", StringComparison.Ordinal));
        Assert.Equal(20_001, sink.Lines[marker].Number);
        Assert.Equal("quiet 19999", sink.Lines[marker - 1].Text);
        Assert.InRange(sink.Lines.Count(line => line.Number > 19_900 && line.Number < 20_001), 1000 / 30, 40);
    }

    [Fact]
    public void A_message_hidden_in_numbers_is_found()
    {
        string filler = string.Concat(Enumerable.Repeat("{\"MESSAGE\":\"quiet\",\"_TRANSPORT\":\"kernel\"}\n", 5000));
        string hidden = string.Join(",", Encoding.UTF8.GetBytes("my\u0001d invoked oom-killer: x").Select(b => (int)b));

        RecordingSink sink = Reading.Into(
            new RecordingSink { Markers = s_markers }, new MemoryStream(Encoding.UTF8.GetBytes($"{filler}{{\"MESSAGE\":[{hidden}],\"_TRANSPORT\":\"kernel\"}}\n")));

        Assert.Contains("my\u0001d invoked oom-killer: x", sink.Texts);
        Assert.True(sink.Lines.Count < 4000);
    }

    private static string Key(RecordingSink.Line line) => $"{line.Number}|{line.Text}|{line.Time:O}|{line.Uptime}|{line.Host}|{line.Caller}|{line.IsContinuation}";

    /// <summary>From each marker on, what the idle sink holds on for.</summary>
    private static string[] Wanted(RecordingSink all)
    {
        var wanted = new List<string>();
        int held = 0;
        foreach (RecordingSink.Line line in all.Lines)
        {
            if (s_markers.Any(line.Text.Contains))
                held = 60;
            if (held-- > 0)
                wanted.Add(Key(line));
        }

        return wanted.ToArray();
    }
}
