using System.Text;
using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>Whatever bytes come: nothing is thrown, nothing hangs, the end is told.</summary>
public class HostileInputTests
{
    private static readonly string[] s_pieces =
    [
        "[", "]", "<", ">", "{", "}", "\"", ":", ",", ";", "\\x0a", "\\", "#012", " ", "  ", "\t", "\n", "\r", "\0", "\u001b[", "=", "-", ".", "+", "T", "Z",
        "0", "1", "9", "99999999999999999999", "2026-11-22T22:16:10", "Nov 22 22:16:10 ", "Sun Nov 22 22:16:10 2026", "[   19.989659] ", "4,379,19989659,-",
        "ncfrag=0/31", "ncfrag=99999/16000", "caller=T1", "kernel: ", "web01 ", "sshd[812]: ", "kern  :warn  : ", "<4>1 ", "__CURSOR=", "__REALTIME_TIMESTAMP=1",
        "MESSAGE", "MESSAGE=", "\"MESSAGE\":[", "\"msg\": \"", "{\"dmesg\": [", "** 12 printk messages dropped ** ", "Panic#1 Part", "-- Boot ", " --",
        "\\u00", "\\ud83d", "null", "日 11月", "\u00ff", "[Nov22 22:16] ", "[  +0.000016] ", "data: {", "\u001e{", "1795385770.989659 ",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_bytes(int seed)
    {
        var random = new Random(seed);
        byte[] log = new byte[300_000];
        random.NextBytes(log);

        ReadBothWays(log);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Random_pieces_of_containers(int seed)
    {
        var random = new Random(seed);
        var log = new StringBuilder();
        while (log.Length < 300_000)
            log.Append(s_pieces[random.Next(s_pieces.Length)]);

        ReadBothWays(Encoding.UTF8.GetBytes(log.ToString()));
    }

    [Theory]
    [InlineData("6.12.107+deb13-amd64/anon-journal/journal-export.txt")]
    [InlineData("6.12.107+deb13-amd64/anon-journal/journal-json.txt")]
    [InlineData("6.12.107-own/global-anon/dmesg.json")]
    [InlineData("6.12.107-own/global-anon/kmsg.txt")]
    [InlineData("6.12.107-own/global-anon/dmesg-decode-ctime.txt")]
    [InlineData("6.1.0-50-amd64/global-anon/messages.txt")]
    public void Damaged_captures(string capture)
    {
        byte[] whole = File.ReadAllBytes(Samples.Path(capture));
        var random = new Random(capture.Length);
        for (int i = 0; i < 8; i++)
        {
            byte[] log = whole[..random.Next(whole.Length)];
            for (int damage = 0; damage < log.Length / 200; damage++)
                log[random.Next(log.Length)] = (byte)random.Next(256);
            ReadBothWays(log);
        }
    }

    /// <summary>Every prefix of every line of every form.</summary>
    [Fact]
    public void Lines_cut_anywhere()
    {
        string[] lines =
        [
            "[   19.989659][  T461] mysqld invoked", "<4>1 2026-11-22T22:16:10.1+00:00 web01 kernel - - [a b=\"c\"] text", "4,379,19989659,-,caller=T461,ncfrag=0/31;text\\x0a",
            "Nov 22 22:16:10.123 web01 kern.warn kernel: [   19.989659] text", "kern  :warn  : [Sun Nov 22 22:16:10 2026] text", "[   19.989659 <    0.000472>] web01 kernel: text",
            "Sun 2026-11-22 22:16:10.123 CET web01 kernel: text", "{\"MESSAGE\":[1,2,3],\"a\":{\"b\":[{\"c\":\"\\u00e4\\n\"}]},\"d\":null}", "[   19.989659]  (0)[461:mysqld] text",
            "1795385770.989659 web01 kernel: text", "** 12 printk messages dropped ** [   19.989659] text", "\u001b]0;title\u0007\u001b[1;31mtext", "[Nov22 22:16] text",
        ];
        foreach (string line in lines)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            for (int length = 0; length <= bytes.Length; length++)
                Assert.Equal(1, Reading.Bytes(bytes[..length]).Ends);
        }
    }

    private static void ReadBothWays(byte[] log)
    {
        RecordingSink all = Reading.Bytes(log);
        RecordingSink some = Reading.Into(new RecordingSink { Markers = ["oom", "Nov"], Hold = 5 }, new Chunks(log, 5000));

        Assert.Equal(1, all.Ends);
        Assert.Equal(1, some.Ends);
        Assert.All(all.Lines, line => Assert.True(line.Text.Length <= LogDecoder.MaxText));
    }
}
