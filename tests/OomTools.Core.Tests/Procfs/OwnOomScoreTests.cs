using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

/// <summary>The bias of the testing process itself. Raising it, and going back, is everybody's right.</summary>
public class OwnOomScoreTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whichever_of_two_ends_first_nothing_is_left(bool isFirstFirst)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("oom_score_adj is Linux's.");
        string before = Now();
        var first = new OwnOomScore(700);
        var second = new OwnOomScore(800);
        Assert.Equal("800", Now());
        (isFirstFirst ? first : second).Dispose();
        Assert.Equal(isFirstFirst ? "800" : "700", Now());
        (isFirstFirst ? second : first).Dispose();
        Assert.Equal(before, Now());
        second.Dispose();
        Assert.Equal(before, Now());
    }

    private static string Now() => File.ReadAllText("/proc/self/oom_score_adj").Trim();
}
