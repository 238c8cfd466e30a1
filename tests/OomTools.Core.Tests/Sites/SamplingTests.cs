using OomTools.Sites;

namespace OomTools.Tests.Sites;

public sealed class SamplingTests
{
    [Fact]
    public void What_is_freed_again_is_gone()
    {
        var tally = new SamplingTally();
        var one = new SampledSite(1);
        var two = new SampledSite([1, 2]);
        tally.Add(one, 100, 64);
        tally.Add(one, 200, 64);
        tally.Add(two, 300, 4096);
        tally.Remove(100);
        tally.Remove(300);
        tally.Remove(999);
        (SampledSite site, long bytes, long calls) = Assert.Single(tally.Outstanding());
        Assert.Equal((one, 64, 1), (site, bytes, calls));
    }

    [Fact]
    public void A_pointer_handed_out_again_was_freed_unseen()
    {
        var tally = new SamplingTally();
        tally.Add(new SampledSite(1), 100, 64);
        tally.Add(new SampledSite(2), 100, 32);
        (SampledSite site, long bytes, _) = Assert.Single(tally.Outstanding());
        Assert.Equal((new SampledSite(2), 32L), (site, bytes));
    }

    [Fact]
    public void Memory_stays_bounded()
    {
        var tally = new SamplingTally();
        for (ulong i = 0; i < 2_100_000; i++)
            tally.Add(new SampledSite(i % 10), i * 2, 1);
        Assert.Equal(100_000, tally.Untracked);
        Assert.Equal(2_000_000, tally.Outstanding().Sum(site => site.Calls));
    }

    [Fact]
    public void Random_orders_end_in_what_a_plain_model_says()
    {
        var random = new Random(20260722);
        var tally = new SamplingTally();
        var model = new Dictionary<ulong, (ulong Site, long Bytes)>();
        for (int i = 0; i < 20_000; i++)
        {
            ulong key = (ulong)random.Next(500);
            if (random.Next(2) == 0)
            {
                tally.Remove(key);
                model.Remove(key);
            }
            else
            {
                (ulong site, long bytes) = ((ulong)random.Next(20), random.Next(1, 5000));
                tally.Add(new SampledSite(site), key, bytes);
                model[key] = (site, bytes);
            }
        }
        Assert.Equal(
            model.Values.GroupBy(value => value.Site).OrderBy(group => group.Key).Select(group => (group.Key, group.Sum(value => value.Bytes), (long)group.Count())),
            tally.Outstanding().OrderBy(site => site.Site.Stack[0]).Select(site => (site.Site.Stack[0], site.Bytes, site.Calls)));
    }

    [Theory]
    [InlineData("kmem_cache_alloc_noprof", true)]
    [InlineData("__kmalloc_node_noprof.part.0", true)]
    [InlineData("trace_event_raw_event_mm_page_alloc", true)]
    [InlineData("post_alloc_hook", true)]
    [InlineData("alloc_page_ext", false)]
    [InlineData("alloc_inode", false)]
    [InlineData("sk_prot_alloc", false)]
    [InlineData("do_anonymous_page", false)]
    public void Allocators_are_known(string function, bool isAllocator) =>
        Assert.Equal(isAllocator, AllocatorFrames.IsAllocator(System.Text.Encoding.ASCII.GetBytes(function)));
}
