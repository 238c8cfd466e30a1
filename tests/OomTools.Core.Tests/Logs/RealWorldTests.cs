namespace OomTools.Tests.Logs;

/// <summary>Logs that others published: nothing of a report is lost or kept in its wrapping.</summary>
public class RealWorldTests
{
    [Theory]
    [InlineData("debian-5.10-f2b-clamd.log", "f2b/f.postfix invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", "localhost")]
    [InlineData("el6-2.6.32-qa01-sshd.log", "sshd invoked oom-killer: gfp_mask=0x200d2, order=0, oom_adj=0, oom_score_adj=0", "qa01")]
    [InlineData("el8-4.18-varnish-imjournal.log", "in:imjournal invoked oom-killer: gfp_mask=0x6200ca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", "hnsin-varnish")]
    [InlineData("fedora-4.9-chrome-paf-order5.log", "chrome: page allocation failure: order:5, mode:0x24040c0(GFP_KERNEL|__GFP_COMP)", null)]
    [InlineData("lkp-4.8-boot-swapper-order8.log", "swapper/0: page allocation failure: order:8, mode:0x240c0c0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO)", null)]
    [InlineData("memcg-v1-5.3rc3-leaker-callerid.log", "leaker invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0", null)]
    [InlineData("memcg-v1-5.9-madvise09-dmesgT.log", "madvise09 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0", null)]
    public void First_line(string file, string text, string? host)
    {
        RecordingSink sink = Reading.File(Samples.Path("realworld/" + file));

        RecordingSink.Line line = sink.Lines.First(line => line.Text == text);
        Assert.Equal(host, line.Host);
    }

    [Theory]
    [InlineData("el8-4.18-varnish-imjournal.log", " unevictable:20549 dirty:23 writeback:0")]
    [InlineData("paf-5.10-rk3399-cat-order5.log", " unevictable:486 dirty:2 writeback:0")]
    public void Follow_up_lines(string file, string text)
    {
        RecordingSink sink = Reading.File(Samples.Path("realworld/" + file));

        RecordingSink.Line line = sink.Lines.First(line => line.Text == text);
        Assert.True(line.IsContinuation);
        RecordingSink.Line first = sink.Lines.Last(other => other.Number <= line.Number && !other.IsContinuation);
        Assert.StartsWith("active_anon:", first.Text, StringComparison.Ordinal);
        Assert.Equal(first.Time, line.Time);
        Assert.Equal(first.Uptime, line.Uptime);
    }

    [Fact]
    public void Task_rows_keep_their_brackets()
    {
        RecordingSink sink = Reading.File(Samples.Path("realworld/el8-4.18-varnish-imjournal.log"));

        Assert.Contains("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name", sink.Texts);
        Assert.Contains("[    610]     0   610    57093    28584   471040        0             0 systemd-journal", sink.Texts);
    }

    [Fact]
    public void Callers()
    {
        RecordingSink sink = Reading.File(Samples.Path("realworld/memcg-v1-5.3rc3-leaker-callerid.log"));

        Assert.Equal(new OomTools.Logs.LogCaller('T', 6736), sink.Lines[0].Caller);
        Assert.Equal(TimeSpan.FromTicks(499219780), sink.Lines[0].Uptime);
    }
}
