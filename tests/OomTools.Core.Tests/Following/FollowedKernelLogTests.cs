using System.Diagnostics;
using OomTools.Oom;

namespace OomTools.Tests.Following;

/// <summary>The kernel's log as it grows, overruns and breaks off; the kernel is a pipe.</summary>
public sealed class FollowedKernelLogTests : IDisposable
{
    private RingBufferPipe? _kernel;
    private FollowedKernelLog? _log;

    public void Dispose()
    {
        _log?.Dispose();
        _kernel?.Dispose();
    }

    [Fact]
    public void What_is_printed_from_now_on_comes_and_what_was_there_does_not()
    {
        Print(GroupKill.Lines);
        Follow();
        Assert.Null(Next(TimeSpan.FromMilliseconds(150)));
        Print(GroupKill.Lines);
        OomReport report = Next()!;
        Assert.Equal((true, 4), (report.IsComplete, report.VictimCount));
        Assert.Equal("kmsg", report.Source);
        Assert.Equal(0, _log!.LostCount);
    }

    [Fact]
    public void What_was_there_comes_where_it_is_wanted()
    {
        Print(GroupKill.Lines);
        Follow(includeExisting: true);
        Assert.Equal(4, Next()!.VictimCount);
    }

    [Fact]
    public void A_report_that_is_being_printed_when_following_begins_is_whole()
    {
        Print(GroupKill.Lines[..GroupKill.Half]);
        Follow();
        Print(GroupKill.Lines[GroupKill.Half..]);
        OomReport report = Next()!;
        Assert.True(report.IsComplete, report.Missing);
        Assert.Equal(4, report.VictimCount);
    }

    [Fact]
    public void Records_that_were_overwritten_are_counted_and_their_report_is_not_whole()
    {
        Follow();
        Print(GroupKill.Lines[..20]);
        Read();
        _kernel!.Sequence += 37;
        Print(GroupKill.Lines[57..]);
        OomReport report = Next()!;
        Assert.Equal((37L, 37L), (_log!.LostCount, report.LostLineCount!.Value));
        Assert.False(report.IsComplete);
        Assert.Contains("lost", report.Missing, StringComparison.Ordinal);
        // The next one is not to blame.
        Print(GroupKill.Lines);
        Assert.True(Next()!.IsComplete);
        Assert.Equal(37, _log.LostCount);
    }

    [Fact]
    public void What_was_lost_before_following_began_is_nobody_s_loss()
    {
        Print(GroupKill.Lines[..10]);
        _kernel!.Sequence += 500;
        Print(GroupKill.Lines);
        Follow();
        Assert.Equal(0, _log!.LostCount);
    }

    [Fact]
    public void A_report_in_flight_at_the_end_goes_out_as_far_as_it_went()
    {
        Follow();
        Print(GroupKill.Lines[..GroupKill.Half]);
        Read();
        Assert.Null(_log!.Take());
        _log.Finish();
        OomReport report = _log.Take()!;
        Assert.Equal((false, 0), (report.IsComplete, report.VictimCount));
        Assert.Null(_log.Take());
    }

    private void Print(string[] lines)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The kernel's ring buffer is Linux's.");
        (_kernel ??= new RingBufferPipe()).Print(lines);
    }

    private void Follow(bool includeExisting = false)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The kernel's ring buffer is Linux's.");
        _log = new FollowedKernelLog(new OomLogOptions { Source = "kmsg", ReferenceTime = DateTime.MaxValue }, includeExisting, TimeProvider.System, (_kernel ??= new RingBufferPipe()).Path);
    }

    private void Read()
    {
        while (_log!.Read())
        {
        }
    }

    private OomReport? Next(TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? TimeSpan.FromSeconds(30);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            Read();
            if (_log!.Take() is { } report)
                return report;
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return null;
            _log.Wait(left);
        }
    }
}
