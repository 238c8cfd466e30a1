using OomTools.Logs;

namespace OomTools.Tests.Logs;

/// <summary>What stands in front of the kernel's text, form by form.</summary>
public class PrefixTests
{
    private const string Text = "mysqld invoked oom-killer: gfp_mask=0x100dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), order=0, oom_score_adj=0";

    private static readonly DateTime s_second = new(2026, 11, 22, 22, 16, 10, DateTimeKind.Utc);
    private static readonly TimeSpan s_uptime = TimeSpan.FromTicks(199896590);

    [Theory]
    [InlineData("[   19.989659] ")]
    [InlineData("<4>[   19.989659] ")]
    [InlineData("[   19.989659][  T461] ")]
    [InlineData("[   19.989659] [    T461] ")]
    [InlineData("[   19.989659 <    0.000472>] ")]
    [InlineData("[   19.989659] [1:kswapd0:   56] ")]
    [InlineData("[   19.989659]  (0)[461:mysqld] ")]
    [InlineData("[   19.989659] c0    461 ")]
    [InlineData("kern  :warn  : [   19.989659] ")]
    [InlineData("4,379,19989659,-;")]
    [InlineData("4,379,19989659,-,caller=T461;")]
    [InlineData("4,379,19989659;")]
    [InlineData("6.4.0,4,379,19989659,-;")]
    [InlineData("[2026-11-22 22:16:10] [   19.989659] ")]
    [InlineData("[2026-11-22T22:16:10.123Z] [   19.989659] ")]
    [InlineData("2026-11-22T22:16:10Z [   19.989659] ")]
    [InlineData("2026-11-22 22:16:10 [   19.989659] ")]
    [InlineData("[22:16:10.123] [   19.989659] ")]
    [InlineData("[0.123456 0.000001] [   19.989659] ")]
    [InlineData("Nov 22 22:16:10 [   19.989659] ")]
    [InlineData("Nov 22 22:16:10 10.0.0.7 4,379,19989659,-;")]
    [InlineData("Nov 22 22:16:10 10.0.0.7 [   19.989659] ")]
    [InlineData("Nov 22 22:16:10 web01 kernel: [   19.989659] ")]
    [InlineData("[   19.989659] web01 kernel: ")]
    [InlineData("[   19.989659 <    0.002000 >] web01 kernel: ")]
    [InlineData("\u001b[32m[   19.989659] \u001b[0m\u001b[33m")]
    [InlineData("\r[   19.989659] ")]
    [InlineData("\0\0[   19.989659] ")]
    [InlineData("web01 login: [   19.989659] ")]
    [InlineData("2026-11-22T22:16:10.123456789Z stdout F [   19.989659] ")] // containers' logs (CRI)
    [InlineData("2026-11-22T22:16:10Z\t{host=\"web01\", job=\"dmesg\"}\t[   19.989659] ")]
    public void Uptime(string prefix)
    {
        RecordingSink.Line line = Reading.Line(prefix + Text + "\n");

        Assert.Equal(Text, line.Text);
        Assert.Equal(s_uptime, line.Uptime);
        Assert.Equal(1, line.Number);
        Assert.False(line.IsContinuation);
    }

    [Theory]
    [InlineData("Nov 22 22:16:10 web01 kernel: ", 0)]
    [InlineData("Nov 22 22:16:10.5 web01 kernel: ", 5000000)]
    [InlineData("Nov 22 2026 22:16:10 web01 kernel: ", 0)]
    [InlineData("Nov 22 22:16:10 web01 kern.warn kernel: ", 0)]
    [InlineData("Nov 22 22:16:10 web01 kernel[1]: ", 0)]
    [InlineData("Nov 22 22:16:10 web01 klogd: ", 0)]
    [InlineData("<4>Nov 22 22:16:10 web01 kernel: ", 0)]
    [InlineData("2026-11-22T22:16:10+0000 web01 kernel: ", 0)]
    [InlineData("2026-11-22T22:16:10+00:00 web01 kernel: ", 0)]
    [InlineData("2026-11-22T23:16:10.989659+01:00 web01 kernel: ", 9896590)]
    [InlineData("Sun 2026-11-22 22:16:10 UTC web01 kernel: ", 0)]
    [InlineData("Sun 2026-11-22 23:16:10 CET web01 kernel: ", 0)]
    [InlineData("1795385770.989659 web01 kernel: ", 9896590)]
    [InlineData("<4>1 2026-11-22T22:16:10.989659+00:00 web01 kernel - - - ", 9896590)]
    [InlineData("<4>1 2026-11-22T22:16:10Z web01 kernel - - [origin x=\"a ] b\"][y z=\"1\"] \uFEFF", 0)]
    public void Host_and_time(string prefix, int fraction)
    {
        RecordingSink.Line line = Reading.Line(prefix + Text + "\n");

        Assert.Equal(Text, line.Text);
        Assert.Equal("web01", line.Host);
        Assert.Equal(s_second.AddTicks(fraction), line.Time);
    }

    [Theory]
    [InlineData("[Sun Nov 22 22:16:10 2026] ")]
    [InlineData("[Sun Nov 22 22:16:10 2026][  T461] ")]
    [InlineData("kern  :warn  : [Sun Nov 22 22:16:10 2026] ")]
    [InlineData("[So Nov 22 22:16:10 2026] ")]
    [InlineData("[dim. nov. 22 22:16:10 2026] ")]
    [InlineData("[日 11月 22 22:16:10 2026] ")]
    [InlineData("[Вс ноя 22 22:16:10 2026] ")]
    [InlineData("2026-11-22T22:16:10,000000+00:00 ")]
    [InlineData("kern  :warn  : 2026-11-22T22:16:10,000000+00:00 ")]
    [InlineData("Nov 22 22:16:10 kernel: ")]
    [InlineData("11月 22 22:16:10 kernel: ")]
    [InlineData("2026-11-22T22:16:10Z ")]
    public void Time_only(string prefix)
    {
        RecordingSink.Line line = Reading.Line(prefix + Text + "\n");

        Assert.Equal(Text, line.Text);
        Assert.Equal(s_second, line.Time);
        Assert.Null(line.Host);
    }

    [Fact]
    public void German_march_and_french_august()
    {
        Assert.Equal(new DateTime(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc), Reading.Line($"[So Mär  1 08:00:00 2026] {Text}\n").Time);
        Assert.Equal(new DateTime(2026, 8, 1, 8, 0, 0, DateTimeKind.Utc), Reading.Line($"[sam. août  1 08:00:00 2026] {Text}\n").Time);
    }

    [Fact]
    public void A_month_of_an_unknown_language_gives_no_time_but_the_text()
    {
        RecordingSink.Line line = Reading.Line($"[Dom Xyz 22 22:16:10 2026] {Text}\n");

        Assert.Equal(Text, line.Text);
        Assert.Null(line.Time);
    }

    [Theory]
    [InlineData("[   19.989659][  T461] x", 'T', 461)]
    [InlineData("[   19.989659][    C1] x", 'C', 1)]
    [InlineData("<4>[   19.989659][  T461] x", 'T', 461)]
    [InlineData("4,379,19989659,-,caller=C12;x", 'C', 12)]
    [InlineData("[Sun Nov 22 22:16:10 2026][  T461] x", 'T', 461)]
    public void Caller(string log, char kind, int id) => Assert.Equal(new LogCaller(kind, id), Reading.Line(log).Caller);

    /// <summary>Text of a report that resembles a prefix.</summary>
    [Theory]
    [InlineData("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name")]
    [InlineData("[  18353]     0 18353     1234      567    65536        0             0 python3")]
    [InlineData(" [<ffffffff8117c1a9>] oom_kill_process+0x219/0x3e0")]
    [InlineData("[<ffffffff8117c1a9>] ? oom_kill_process+0x219/0x3e0")]
    [InlineData("Node 0 DMA: 6*4kB (UM) 3*8kB (U) 2*16kB (UM) = 912kB")]
    [InlineData("403727 total pagecache pages")]
    [InlineData("0 pages HighMem/MovableOnly")]
    [InlineData(" <TASK>")]
    [InlineData("Hardware name: QEMU Standard PC (i440FX + PIIX, 1996)")]
    [InlineData("Call Trace:")]
    [InlineData("\tRude variant of Tasks RCU enabled.")]
    [InlineData("Mem-Info:")]
    [InlineData("oom_reaper: reaped process 812 (mysqld), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB")]
    public void Text_that_looks_like_a_prefix(string text)
    {
        Assert.Equal(text, Reading.Line(text + "\n").Text);
        Assert.Equal(text, Reading.Line($"[   19.989659] {text}\n").Text);
        Assert.Equal(text, Reading.Line($"[Sun Nov 22 22:16:10 2026] {text}\n").Text);
        Assert.Equal(text, Reading.Line($"2026-11-22T22:16:10,000000+00:00 {text}\n").Text);
        Assert.Equal(text, Reading.Line($"Nov 22 22:16:10 web01 kernel: {text}\n").Text);
        Assert.Equal(text, Reading.Line($"Nov 22 22:16:10 web01 kernel: [   19.989659] {text}\n").Text);
        Assert.Equal(text, Reading.Line($"4,379,19989659,-;{text.Replace("\t", "\\x09", StringComparison.Ordinal)}\n").Text);
    }

    [Fact]
    public void A_stamp_within_a_clouds_text()
    {
        RecordingSink.Line line = Reading.Line($$"""{"textPayload":"web01 kernel: [   19.989659] {{Text}}","timestamp":"2026-11-22T22:16:10Z"}""" + "\n");

        Assert.Equal((Text, s_uptime, s_second), (line.Text, line.Uptime, line.Time));
    }

    [Theory]
    [InlineData("Nov 22 22:16:10 web01 sshd[812]: Out of memory: Killed process 1 (init)")]
    [InlineData("Nov 22 22:16:10 web01 CRON: Out of memory: Killed process 1 (init)")]
    [InlineData("Nov 22 22:16:10 web01 user.warn logger: Out of memory: Killed process 1 (init)")]
    [InlineData("2026-11-22T22:16:10.1+00:00 web01 sshd[812]: Out of memory: Killed process 1 (init)")]
    [InlineData("<13>1 2026-11-22T22:16:10Z web01 sshd 812 - - Out of memory: Killed process 1 (init)")]
    [InlineData("Sun 2026-11-22 22:16:10 UTC web01 sshd[812]: Out of memory: Killed process 1 (init)")]
    [InlineData("12,379,19989659,-;Out of memory: Killed process 1 (init)")]
    [InlineData("<12>[   19.989659] Out of memory: Killed process 1 (init)")]
    [InlineData("user  :warn  : [   19.989659] Out of memory: Killed process 1 (init)")]
    [InlineData("{\"_TRANSPORT\":\"syslog\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"Out of memory: Killed process 1 (init)\"}")]
    [InlineData("{\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"3\",\"MESSAGE\":\"Out of memory: Killed process 1 (init)\"}")]
    public void Other_programs_are_left_out(string line) => Assert.Empty(Reading.Text(line + "\n").Lines);

    [Fact]
    public void Hosts_are_one_instance_each()
    {
        var lines = Reading.Text("Nov 22 22:16:10 a kernel: 1\nNov 22 22:16:10 b kernel: 2\nNov 22 22:16:11 a kernel: 3\n").Lines;

        Assert.Same(lines[0].Host, lines[2].Host);
        Assert.Equal(["a", "b", "a"], lines.Select(line => line.Host));
    }
}
