using System.Diagnostics;
using OomTools.Logs;

namespace OomTools.Tests.Following;

public class ChangeSignalTests
{
    [Fact]
    public void A_wait_ends_by_itself()
    {
        using var signal = new ChangeSignal();
        long start = Stopwatch.GetTimestamp();
        Assert.False(signal.Wait(TimeSpan.FromMilliseconds(30)));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(29));
    }

    [Fact]
    public void A_call_before_the_wait_counts_once()
    {
        using var signal = new ChangeSignal();
        signal.Call();
        signal.Call();
        Assert.True(signal.Wait(Timeout.InfiniteTimeSpan));
        Assert.False(signal.Wait(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_call_ends_an_endless_wait()
    {
        using var signal = new ChangeSignal();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            signal.Wait(Timeout.InfiniteTimeSpan);
            ended.SetResult();
        });
        thread.Start();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(ended.Task.IsCompleted);

        signal.Call();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        thread.Join();
    }
}
