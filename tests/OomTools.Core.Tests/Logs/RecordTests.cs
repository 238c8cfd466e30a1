using System.Text;

namespace OomTools.Tests.Logs;

/// <summary>Records of several lines, escapes, losses: what spans lines.</summary>
public class RecordTests
{
    private static readonly string[] s_memInfo = ["active_anon:1 inactive_anon:2", " active_file:3 inactive_file:4", " free:5"];

    [Theory]
    [InlineData("4,404,19999126,-;{0}\\x0a{1}\\x0a{2}\n")]
    [InlineData("4,404,19999126,-,ncfrag=0/78;{0}\\x0a\n4,404,19999126,-,ncfrag=33/78;{1}\\x0a{2}\n", 78)]
    [InlineData("4,404,19999126,-,ncfrag=33/78;{1}\\x0a{2}\n4,404,19999126,-,ncfrag=0/78;{0}\\x0a\n", 78)]
    [InlineData("Nov 22 22:16:10 web01 kernel: {0}#012{1}#012{2}\n")]
    [InlineData("<4>1 2026-11-22T22:16:10Z web01 kernel - - - {0}#012{1}#012{2}\n")]
    [InlineData("[   19.999126] {0}\n               {1}\n               {2}\n")]
    [InlineData("[   19.999126] {0}\n{1}\n{2}\n")]
    [InlineData("2026-11-22T22:16:10,999126+00:00 {0}\n                                 {1}\n                                 {2}\n")]
    [InlineData("Nov 22 22:16:10 web01 kernel: {0}\n                              {1}\n                              {2}\n")]
    [InlineData("{{\"pri\":4,\"time\":19.999126,\"msg\":\"{0}\\n{1}\\n{2}\"}}\n")]
    [InlineData("{{\n   \"dmesg\": [\n      {{\n         \"pri\": 4,\n         \"time\":    19.999126,\n         \"msg\": \"{0}\\n{1}\\n{2}\"\n      }}\n   ]\n}}\n")]
    [InlineData("{{\n\t\"MESSAGE\" : \"{0}\\n{1}\\n{2}\",\n\t\"_SOURCE_MONOTONIC_TIMESTAMP\" : \"19999126\"\n}}\n")]
    [InlineData("\u001e{{\"MESSAGE\":\"{0}\\n{1}\\n{2}\",\"_TRANSPORT\":\"kernel\"}}\n")]
    [InlineData("data: {{\"MESSAGE\":\"{0}\\n{1}\\n{2}\",\"_TRANSPORT\":\"kernel\"}}\n\n")]
    [InlineData("{{\"jsonPayload\":{{\"message\":\"{0}\\n{1}\\n{2}\"}},\"timestamp\":\"2026-11-22T22:16:10Z\",\"resource\":{{\"labels\":{{\"node_name\":\"n1\"}}}}}}\n")]
    public void Several_lines(string form, int total = 0)
    {
        string log = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, s_memInfo);
        if (total > 0)
        {
            int whole = string.Join("\\x0a", s_memInfo).Length;
            log = log.Replace("/78", "/" + whole, StringComparison.Ordinal)
                .Replace("=33/", "=" + (s_memInfo[0].Length + 4) + "/", StringComparison.Ordinal);
        }

        RecordingSink sink = Reading.Text(log);

        Assert.Equal(s_memInfo, sink.Texts);
        Assert.Equal([false, true, true], sink.Lines.Select(line => line.IsContinuation));
        Assert.Equal(sink.Lines[0].Uptime, sink.Lines[2].Uptime);
        Assert.Equal(sink.Lines[0].Time, sink.Lines[2].Time);
        Assert.Equal(sink.Lines[0].Host, sink.Lines[2].Host);
        Assert.Equal(0, sink.Gaps);
    }

    [Fact]
    public void Journal_json_message_as_numbers()
    {
        string numbers = string.Join(",", System.Text.Encoding.UTF8.GetBytes("a\u0001b\n c").Select(b => (int)b));
        RecordingSink sink = Reading.Text($"{{\"MESSAGE\":[{numbers}],\"_TRANSPORT\":\"kernel\",\"_HOSTNAME\":\"web01\",\"__REALTIME_TIMESTAMP\":\"1795385770989659\"}}\n");

        Assert.Equal(["a\u0001b", " c"], sink.Texts);
        Assert.Equal("web01", sink.Lines[0].Host);
        Assert.Equal(new DateTime(2026, 11, 22, 22, 16, 10).AddTicks(9896590), sink.Lines[0].Time);
    }

    [Fact]
    public void A_message_left_out_is_a_gap()
    {
        RecordingSink sink = Reading.Text("{\"MESSAGE\":null,\"_TRANSPORT\":\"kernel\"}\n{\"MESSAGE\":\"x\",\"_TRANSPORT\":\"kernel\"}\n");

        Assert.Equal(["x"], sink.Texts);
        Assert.Equal(1, sink.Gaps);
    }

    [Fact]
    public void Json_escapes()
    {
        RecordingSink sink = Reading.Text("{\"MESSAGE\":\"a\\\"b\\\\x2d\\u00e4\\ud83d\\ude00\\/\\tz\"}\n");

        Assert.Equal(["a\"b\\x2dä😀/\tz"], sink.Texts);
    }

    [Fact]
    public void Compact_dmesg_json_of_one_long_line()
    {
        string entries = string.Join(",", Enumerable.Range(0, 4000).Select(i => $"{{\"pri\":4,\"time\":{i}.000001,\"msg\":\"line {i} }},{{ \"}}"));
        RecordingSink sink = Reading.Text($"{{\"dmesg\":[{entries}]}}\n");

        Assert.Equal(4000, sink.Lines.Count);
        Assert.Equal("line 3999 },{ ", sink.Lines[^1].Text);
        Assert.Equal(TimeSpan.FromTicks(39990000010), sink.Lines[^1].Uptime);
    }

    [Fact]
    public void Kmsg_fields_and_escapes()
    {
        RecordingSink sink = Reading.Text("6,1,5,-;usb 1-1: new device\n SUBSYSTEM=usb\n DEVICE=+usb:1-1\n6,2,6,-;/system.slice/a\\x5cx2db.service \\xc3\\xa4\n");

        Assert.Equal(["usb 1-1: new device", "/system.slice/a\\x2db.service ä"], sink.Texts);
    }

    [Theory]
    [InlineData("#1 SMP Debian 5.10.223-1")]
    [InlineData("4.8.0-rc1 #206")]
    [InlineData("task_memcg=/system.slice/a\\x2db.service")]
    public void What_only_looks_escaped(string text)
    {
        Assert.Equal(text, Reading.Line($"Nov 22 22:16:10 web01 kernel: {text}\n").Text);
        Assert.Equal(text, Reading.Line($"[   19.989659] {text}\n").Text);
    }

    [Theory]
    [InlineData("6,1,5,-;a\n6,2,6,-;b\n6,9,7,-;c\n", 1)]
    [InlineData("[    1.000000] a\n** 12 printk messages dropped ** [    2.000000] b\n[    3.000000] c\n", 1)]
    [InlineData("[    1.000000] a\n** 12 printk messages dropped **\n[    2.000000] b\n[    3.000000] c\n", 1)]
    [InlineData("[    1.000000] a\n[    1.500000] ** 12 printk messages dropped ** b\n[    3.000000] c\n", 1)]
    [InlineData("Nov 22 22:16:10 h kernel: a\nNov 22 22:16:10 h systemd-journald[99]: Missed 7 kernel messages\nNov 22 22:16:10 h kernel: b\nNov 22 22:16:10 h kernel: c\n", 1)]
    [InlineData("[    1.000000] a\n[    1.500000] systemd-journald[99]: /dev/kmsg buffer overrun, some messages lost.\n[    2.000000] b\n[    3.000000] c\n", 1)]
    [InlineData("a\n-- Boot 0123456789abcdef0123456789abcdef --\nb\nc\n", 1)]
    [InlineData("-- Journal begins at Sun 2026-11-22 21:00:00 UTC, ends at x. --\na\nb\nc\n", 1)]
    [InlineData("Panic#1 Part2\n<4>[    1.000000] a\n<4>[    2.000000] b\nPanic#1 Part1\n<4>[    3.000000] c\n", 2)]
    [InlineData("{\"SYSLOG_IDENTIFIER\":\"systemd-journald\",\"_TRANSPORT\":\"driver\",\"MESSAGE\":\"Missed 7 kernel messages\"}\na\nb\nc\n", 1)]
    public void Losses_are_gaps(string log, int gaps)
    {
        RecordingSink sink = Reading.Text(log);

        Assert.Equal(["a", "b", "c"], sink.Texts);
        Assert.Equal(gaps, sink.Gaps);
        Assert.Equal(1, sink.Ends);
    }

    [Theory]
    [InlineData("6,1,5,-;a\n6,2,6,-;b\n6,9,7,-;c\n", 6L, null)]
    [InlineData("6,7,5,-;a\n6,2,6,-;another boot\n", 0L, null)]
    [InlineData("** 12 printk messages dropped ** [    2.000000] b\n", 12L, null)]
    [InlineData("[    1.500000] ** 12 printk messages dropped **\n", 12L, null)]
    [InlineData("[    1.500000] printk: dropped 3 messages\n", 3L, null)]
    [InlineData("[    1.500000] printk: 4 messages dropped\n", 4L, null)]
    [InlineData("[    1.500000] Too many dropped messages. Suppress messages on non-panic CPUs to prevent livelock.\n", null, null)]
    [InlineData("Nov 22 22:16:10 web1 systemd-journald[99]: Missed 7 kernel messages\n", 7L, "web1")]
    [InlineData("Nov 22 22:16:10 web1 kernel: ** 8 printk messages dropped **\n", 8L, "web1")]
    [InlineData("[    1.500000] systemd-journald[99]: Missed 9 kernel messages\n", 9L, null)]
    [InlineData("[    1.500000] systemd-journald[99]: /dev/kmsg buffer overrun, some messages lost.\n", null, null)]
    [InlineData("{\"SYSLOG_IDENTIFIER\":\"systemd-journald\",\"_HOSTNAME\":\"web1\",\"_TRANSPORT\":\"driver\",\"MESSAGE\":\"Missed 10 kernel messages\"}\n", 10L, "web1")]
    [InlineData("{\"MESSAGE\":null,\"_TRANSPORT\":\"kernel\"}\n", 1L, null)]
    [InlineData("a\n-- Boot 0123456789abcdef0123456789abcdef --\nb\n", 0L, null)]
    public void How_much_was_lost_and_whose_it_was(string log, long? lines, string? host) =>
        Assert.Equal((lines, host), Assert.Single(Reading.Text(log).Losses));

    [Fact]
    public void Numbers_are_followed_through_what_is_passed_over()
    {
        // Far apart, so that what stands between is never handed on; device records have fields on lines of their own.
        IEnumerable<string> Records(int first, int count) =>
            Enumerable.Range(first, count).Select(i => $"6,{i},{i},-;noise\n" + (i % 3 == 0 ? " SUBSYSTEM=pci\n DEVICE=+pci:1\n" : ""));
        string log = string.Concat([.. Records(0, 20_000), "6,20000,1,-;MARK one\n", .. Records(20_001, 20_000), .. Records(40_123, 20_000), "6,60123,1,-;MARK two\n", .. Records(60_124, 9)]);

        RecordingSink sink = Reading.Into(new RecordingSink { Markers = ["MARK"], Hold = 3 }, new MemoryStream(Encoding.UTF8.GetBytes(log)));

        Assert.True(sink.Lines.Count < 20_000, "nothing was passed over");
        Assert.Equal((122L, (string?)null), Assert.Single(sink.Losses));
    }

    [Fact]
    public void Export_with_a_length_that_holds_a_line_feed()
    {
        byte[] Entry(string message, string uptime)
        {
            var stream = new MemoryStream();
            stream.Write(System.Text.Encoding.UTF8.GetBytes($"__CURSOR=s\n__REALTIME_TIMESTAMP=1795385770989659\n_HOSTNAME=web01\n_TRANSPORT=kernel\n_SOURCE_MONOTONIC_TIMESTAMP={uptime}\nMESSAGE\n"));
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(message);
            stream.Write(BitConverter.GetBytes((long)bytes.Length));
            stream.Write(bytes);
            stream.Write("\n_PID=1\n\n"u8);
            return stream.ToArray();
        }

        // 10 is a line feed, 13 a carriage return, 266 both a line feed and a second byte.
        string ten = "1234\n67890";
        string thirteen = "1234567890\n\r\n";
        string long266 = string.Concat(Enumerable.Repeat("ab\n", 88)) + "cd";
        Assert.Equal(266, long266.Length);
        RecordingSink sink = Reading.Bytes([.. Entry(ten, "1000000"), .. Entry(thirteen, "2000000"), .. Entry(long266, "3000000")]);

        Assert.Equal(["1234", "67890", "1234567890", "\r"], sink.Texts.Take(4));
        Assert.Equal(89, sink.Lines.Count(line => line.Uptime == TimeSpan.FromSeconds(3)));
        Assert.Equal("cd", sink.Lines[^1].Text);
        Assert.All(sink.Lines, line => Assert.Equal("web01", line.Host));
    }

    [Fact]
    public void Containers_may_change_within_a_file()
    {
        RecordingSink sink = Reading.Text(
            "[    1.000000] a\nNov 22 22:16:10 web01 kernel: b\n4,379,19989659,-;c\n{\"MESSAGE\":\"d\",\"_TRANSPORT\":\"kernel\"}\n<4>[    5.000000] e\r\n2026-11-22T22:16:10Z web02 kernel: f\n");

        Assert.Equal(["a", "b", "c", "d", "e", "f"], sink.Texts);
    }
}
