using OomTools.Oom;

namespace OomTools.Tests.Following;

public sealed class ReportFollowerTests : IDisposable
{
    private readonly GrowingStream _log = new();
    private readonly ReportFollower _follower;

    public ReportFollowerTests() => _follower = new ReportFollower(_log, new OomLogOptions(), ReportFollower.LongSilence);

    public void Dispose() => _follower.Dispose();

    [Fact]
    public void A_short_silence_after_the_kill_gives_the_report_with_the_whole_group()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, _follower.Patience);
        Write(GroupKill.Text);
        Assert.Null(_follower.Take());
        Assert.Equal(ReportFollower.ShortSilence, _follower.Patience);

        _follower.Rest(ReportFollower.ShortSilence);

        OomReport report = _follower.Take()!;
        Assert.Equal([520, 512, 518, 519], report.Victims.Select(victim => victim.Pid!.Value));
        Assert.True(report.IsComplete, report.Missing);
        Assert.Equal(Timeout.InfiniteTimeSpan, _follower.Patience);
        Assert.Null(_follower.Take());
    }

    [Fact]
    public void A_short_silence_in_the_middle_of_a_report_says_nothing()
    {
        Write(GroupKill.Join(GroupKill.Lines[..GroupKill.Half]));
        _follower.Rest(ReportFollower.ShortSilence);
        Assert.Null(_follower.Take());
        Assert.Equal(ReportFollower.LongSilence, _follower.Patience);

        Write(GroupKill.Join(GroupKill.Lines[GroupKill.Half..]));
        _follower.Rest(ReportFollower.ShortSilence);
        Assert.True(_follower.Take()!.IsComplete);
    }

    [Fact]
    public void A_long_silence_gives_what_there_is()
    {
        Write(GroupKill.Join(GroupKill.Lines[..GroupKill.Half]));
        _follower.Rest(ReportFollower.LongSilence);
        OomReport report = _follower.Take()!;
        Assert.Equal("oom-kill line, kill line", report.Missing);
        Assert.Equal("worker", report.TriggerName);
    }

    [Fact]
    public void In_a_file_the_rest_of_a_report_may_take_longer()
    {
        // What writes the file waits for memory too.
        using var follower = new ReportFollower(_log, new OomLogOptions(), ReportFollower.FileSilence);
        void Add(string[] lines)
        {
            _log.Write(GroupKill.Join(lines));
            while (follower.ReadMore())
            {
            }
        }

        Add(GroupKill.Lines[..GroupKill.Half]);
        Assert.Equal(TimeSpan.FromSeconds(30), follower.Patience);
        follower.Rest(TimeSpan.FromSeconds(29));
        Assert.Null(follower.Take());
        Add(GroupKill.Lines[GroupKill.Half..]);
        follower.Rest(ReportFollower.ShortSilence);
        Assert.True(follower.Take()!.IsComplete);

        Add(GroupKill.Lines[..GroupKill.Half]);
        follower.Rest(TimeSpan.FromSeconds(30));
        Assert.Equal("oom-kill line, kill line", follower.Take()!.Missing);
    }

    [Fact]
    public void Kills_without_a_pause_do_not_wait_for_one()
    {
        // Ten kill lines a millisecond apart, then one a second later: the ten have waited long enough.
        const string Kill = "[{0}] Memory cgroup out of memory: Killed process {1} (hog) total-vm:2000kB, anon-rss:1000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:40kB oom_score_adj:0\n";
        for (int i = 0; i < 10; i++)
            Write(string.Format(null, Kill, $"   10.{i:000}000", 100 + i));
        Assert.Null(_follower.Take());
        Write(string.Format(null, Kill, "   11.000000", 200));
        Assert.Equal(Enumerable.Range(100, 10), Taken().Select(report => report.VictimPid!.Value));
    }

    [Theory]
    [InlineData("** 12 printk messages dropped **\n")]
    public void Lines_lost_inside_a_report_make_it_incomplete(string notice)
    {
        Write(GroupKill.Join(GroupKill.Lines[..GroupKill.Half]) + notice + GroupKill.Join(GroupKill.Lines[GroupKill.Half..]));
        _follower.Settle();
        OomReport report = _follower.Take()!;
        Assert.Equal([520, 512, 518, 519], report.Victims.Select(victim => victim.Pid!.Value));
        Assert.False(report.IsComplete);
        Assert.Equal("lines that the log lost", report.Missing);
    }

    [Fact]
    public void Numbers_of_the_ring_buffer_that_are_left_out_make_it_incomplete()
    {
        for (int i = 0; i < GroupKill.Lines.Length; i++)
            Write($"6,{(i < GroupKill.Half ? i : i + 5)},{16_000_000 + i},-;{GroupKill.Lines[i][15..]}\n");
        _follower.Settle();
        Assert.Equal("lines that the log lost", _follower.Take()!.Missing);
    }

    [Fact]
    public void A_loss_between_reports_harms_none()
    {
        Write(GroupKill.Text);
        _follower.Settle();
        Write("** 12 printk messages dropped **\n" + GroupKill.Text);
        _follower.Settle();
        Assert.Equal([true, true], Taken().Select(report => report.IsComplete));
    }

    [Fact]
    public void The_next_file_begins_with_line_one_and_ends_the_line_before()
    {
        Write("noise\n" + GroupKill.Join(GroupKill.Lines[..^1]) + GroupKill.Lines[^1]);
        _follower.NextFile(areLinesLost: false);
        Write("noise\nnoise\n" + GroupKill.Text);
        _follower.Settle();
        OomReport[] reports = Taken();
        Assert.Equal([2, 3], reports.Select(report => report.LineNumber));
        Assert.All(reports, report => Assert.Equal(519, report.Victims[^1].Pid));
    }

    private void Write(string text)
    {
        _log.Write(text);
        while (_follower.ReadMore())
        {
        }
    }

    private OomReport[] Taken()
    {
        List<OomReport> reports = [];
        while (_follower.Take() is { } report)
            reports.Add(report);
        return [.. reports];
    }
}
