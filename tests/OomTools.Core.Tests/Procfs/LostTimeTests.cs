using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public class LostTimeTests
{
    [Fact]
    public void Less_than_is_needed_is_not_enough_and_is_not_counted_again()
    {
        TimeSpan? total = TimeSpan.FromSeconds(84);
        var lost = new LostTime(() => total, TimeSpan.FromSeconds(0.4));
        Assert.False(lost.IsEnough());
        total += TimeSpan.FromSeconds(0.3);
        Assert.False(lost.IsEnough());
        total += TimeSpan.FromSeconds(0.3);
        Assert.False(lost.IsEnough());
        total += TimeSpan.FromSeconds(0.4);
        Assert.True(lost.IsEnough());
    }

    [Fact]
    public void Where_it_cannot_be_read_the_kernel_is_believed()
    {
        TimeSpan? total = TimeSpan.FromSeconds(84);
        var lost = new LostTime(() => total, TimeSpan.FromSeconds(0.4));
        total = null;
        Assert.True(lost.IsEnough());
        Assert.True(new LostTime(() => null, TimeSpan.FromSeconds(0.4)).IsEnough());
    }
}
