using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class SmapsRollupTests
{
    [Fact]
    public void What_the_process_has_alone()
    {
        SmapsRollup rollup = SmapsRollup.Parse("""
            00400000-7fff43a5a000 ---p 00000000 00:00 0                              [rollup]
            Rss:               32608 kB
            Pss:               31226 kB
            Shared_Clean:       1500 kB
            Shared_Dirty:         84 kB
            Private_Clean:        48 kB
            Private_Dirty:     30976 kB
            Private_Hugetlb:    2048 kB
            Swap:                 40 kB
            SwapPss:              30 kB
            """u8);
        Assert.Equal((48L + 30976) << 10, rollup.Private);
        Assert.Equal(30 << 10, rollup.SwapShare);
    }

    [Fact]
    public void Before_4_3_swap_was_not_shared_out() => Assert.Equal(40 << 10, SmapsRollup.Parse("Swap: 40 kB\n"u8).SwapShare);

    [Fact]
    public void Without_the_file_nothing_is_known()
    {
        using var tree = new TemporaryTree();
        Assert.Equal(default, SmapsRollup.Read(tree.Root, 9));
    }
}
