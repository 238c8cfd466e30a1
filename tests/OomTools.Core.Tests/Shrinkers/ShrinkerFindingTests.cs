namespace OomTools.Tests.Shrinkers;

public sealed class ShrinkerFindingTests
{
    [Theory]
    [InlineData("super_cache_scan", 5000, 0, 50, "freed 1 %: objects in use")]
    [InlineData("super_cache_scan", 5000, 0, 4, "freed <1 %: objects in use")]
    [InlineData("super_cache_scan", 5000, 0, 900, null)]
    [InlineData("super_cache_scan", 900, 0, 0, null)] // too few to tell
    [InlineData("super_cache_scan", 5000, 4000, 900, "80 % deferred")]
    [InlineData("super_cache_scan", 1023, 1023, 0, "deferred, below its batch")]
    [InlineData("super_cache_scan", 1024, 1024, 0, "refused to scan, deferred")]
    [InlineData("ext4_es_scan", 127, 127, 0, "deferred, below its batch")]
    [InlineData("ext4_es_scan", 128, 128, 0, "refused to scan, deferred")]
    [InlineData("ext4_es_scan", 0, 0, 0, null)]
    public void A_finding_is_what_the_numbers_say(string function, long requested, long left, long freed, string? finding) =>
        Assert.Equal(finding, Assert.Single(TraceReading.Lines(
            $" a-1 [000] .... 1.0: mm_shrink_slab_start: {function}+0x0/0x1 0000000000000001: nid: 0 objects to shrink 0 gfp_flags 0 cache items 9 delta 1 total_scan {requested} priority 3",
            $" a-1 [000] .... 1.1: mm_shrink_slab_end: {function}+0x0/0x1 0000000000000001: nid: 0 unused scan count 0 new scan count {left} total_scan {left} last shrinker return val {freed}")).Finding);

    [Fact]
    public void The_only_shrinker_of_its_kind_has_its_name()
    {
        Assert.Equal("sb-ext4:vda", OomTools.Shrinkers.ShrinkerFamily.NameOf("super_cache_scan", ["sb-ext4:vda", "mm-shadow"]));
        Assert.Equal("sb-*", OomTools.Shrinkers.ShrinkerFamily.NameOf("super_cache_scan", ["sb-ext4:vda", "sb-proc"]));
        Assert.Equal("sb-*", OomTools.Shrinkers.ShrinkerFamily.NameOf("super_cache_scan", []));
        Assert.Equal("slab-kvfree-rcu", OomTools.Shrinkers.ShrinkerFamily.NameOf("kfree_rcu_shrink_scan", ["slab-kvfree-rcu"]));
        Assert.Equal("my_own_scan", OomTools.Shrinkers.ShrinkerFamily.NameOf("my_own_scan", ["sb-proc"]));
    }
}
