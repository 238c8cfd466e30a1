using OomTools.Sites;
using OomTools.Tracing;

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
    public void An_allocation_that_is_told_twice_is_its_outer_caller_s()
    {
        var tally = new SamplingTally();
        tally.Add(new SampledSite(1), 50, 8);
        tally.Add(new SampledSite(1), 100, 16384);
        tally.Move(new SampledSite(2), 100, 16384);
        Assert.Equal([(new SampledSite(1), 8L, 1L), (new SampledSite(2), 16384L, 1L)], tally.Outstanding());
        Assert.Equal([(new SampledSite(1), 8L, 1L), (new SampledSite(2), 16384L, 1L)], tally.Taken());
    }

    [Fact]
    public void Of_an_object_of_several_pages_the_kernel_tells_twice()
    {
        // Fields as in events/kmem/kmalloc/format: type, pid, call_site, ptr, bytes_alloc.
        TraceEventFormat allocation = TraceEventFormat.Parse(Format(7, "field:unsigned long call_site; offset:8; size:8; signed:0;", "field:const void * ptr; offset:16; size:8; signed:0;", "field:size_t bytes_alloc; offset:24; size:8; signed:0;"))!;
        TraceEventFormat release = TraceEventFormat.Parse(Format(8, "field:const void * ptr; offset:16; size:8; signed:0;"))!;
        var records = new SamplingRecords(null, 4096);
        records.AddAllocation("kmalloc", allocation);
        records.AddFree(release);
        records.Take(1, 0, Record(7, 42, 0x10, 0xff00, 16384));
        records.Take(2, 1, Record(7, 43, 0x30, 0xee00, 64));
        records.Take(3, 0, Record(7, 42, 0x20, 0xff00, 16384));
        // Freed and taken again by the same task: two allocations.
        records.Take(4, 0, Record(8, 42, 0, 0xff00, 0));
        records.Take(5, 0, Record(7, 42, 0x20, 0xff00, 16384));
        Assert.Equal([(new SampledSite(0x20), 16384L, 1L), (new SampledSite(0x30), 64L, 1L)], records.Tally.Outstanding().OrderBy(site => site.Site.Stack[0]));
        Assert.Equal([(new SampledSite(0x20), 32768L, 2L), (new SampledSite(0x30), 64L, 1L)], records.Tally.Taken().OrderBy(site => site.Site.Stack[0]));
    }

    [Theory]
    [InlineData("allocate_slab.isra.0", true)]
    [InlineData("___slab_alloc", true)]
    [InlineData("___kmalloc_large_node", true)]
    [InlineData("__kmalloc_large_node_noprof", true)]
    [InlineData("kmalloc_order_trace", true)]
    [InlineData("__kmalloc_node_noprof", false)]
    [InlineData("alloc_pages_noprof", false)]
    [InlineData("__vmalloc_node_range_noprof", false)]
    public void Pages_of_objects_count_with_the_objects(string function, bool isOverlap) => Assert.Equal(isOverlap, SiteOverlap.TakesPagesForObjects(function));

    private static string Format(int id, params string[] fields) => $"name: kmalloc\nID: {id}\nformat:\n\t{string.Join("\n\t", fields)}\n";

    private static byte[] Record(ushort type, int pid, ulong site, ulong pointer, ulong bytes) =>
        [.. BitConverter.GetBytes(type), 0, 0, .. BitConverter.GetBytes(pid), .. BitConverter.GetBytes(site), .. BitConverter.GetBytes(pointer), .. BitConverter.GetBytes(bytes)];

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
