using System.Text;
using OomTools.Sites;
using OomTools.Tests.Captures;
using OomTools.Tests.Procfs;
using OomTools.Tracing;

namespace OomTools.Tests.Sites;

public sealed class SiteHistogramTextTests
{
    // Address of alloc_empty_file in that kernel was ffffffff8145a8e0 (its /proc/kallsyms).
    private const ulong OpenFile = 0xffffffff8145a92e;

    [Theory]
    // "Totals: Hits, Entries" as the kernel counted them; bytes by awk.
    [InlineData("kmalloc", 41160, 68, 42908128)]
    [InlineData("kmem_cache_alloc", 18612, 44, 13400320)]
    public void A_real_histogram_adds_up_to_what_the_kernel_says(string name, long hits, int entries, long bytes)
    {
        var totals = new SiteTotals();
        Assert.Equal(0, SiteHistogramText.AddTo(totals, Text(name)));
        Assert.Equal((entries, hits, bytes), (totals.Sums.Count(), totals.Sums.Sum(site => site.Calls), totals.Sums.Sum(site => site.Bytes)));
    }

    [Fact]
    public void A_site_has_its_own_sums()
    {
        var totals = new SiteTotals();
        SiteHistogramText.AddTo(totals, Text("kmem_cache_alloc"));
        Assert.Equal((OpenFile, 381696, 1988), totals.Sums.Single(site => site.Site == OpenFile));
        // A second histogram, of another event, comes on top.
        SiteHistogramText.AddTo(totals, Text("kmem_cache_alloc"));
        Assert.Equal((OpenFile, 763392, 3976), totals.Sums.Single(site => site.Site == OpenFile));
    }

    [Fact]
    public void Others_histograms_are_passed_over_and_losses_are_counted()
    {
        // The second and third are examples of the kernel's trace/histogram.rst.
        byte[] text = Encoding.ASCII.GetBytes("""
            # event histogram
            #
            # trigger info: hist:keys=call_site.hex:vals=hitcount,bytes_alloc:sort=hitcount:size=2048 [active]
            #

            { call_site: ffffffff816ae37a } hitcount:          3  bytes_alloc:        192

            Totals:
                Hits: 3
                Entries: 1
                Dropped: 7
            # trigger info: hist:keys=call_site.sym-offset:vals=bytes_req,bytes_alloc:sort=bytes_req.descending:size=2048 [active]
            { call_site: [ffffffffa046041c] i915_gem_execbuffer2+0x6c/0x2c0               } hitcount:          1  bytes_req:          7  bytes_alloc:         8
            { call_site: 18446744072099735862 } hitcount:          1  bytes_req:         24

            Totals:
                Hits: 26098
                Entries: 64
                Dropped: 2

            """);
        var totals = new SiteTotals();
        Assert.Equal(9, SiteHistogramText.AddTo(totals, text));
        Assert.Equal((0xffffffff816ae37aul, 192, 3), Assert.Single(totals.Sums));
    }

    [Fact]
    public void Mutilated_text_throws_nothing()
    {
        var random = new Random(20261125);
        byte[] whole = Text("kmalloc");
        for (int round = 0; round < 300; round++)
        {
            byte[] text = whole[..random.Next(whole.Length)];
            for (int i = 0; i < 20 && text.Length > 0; i++)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            var totals = new SiteTotals();
            Assert.True(SiteHistogramText.AddTo(totals, text) >= 0);
            Assert.All(totals.Sums, site => Assert.True(site.Bytes >= 0 && site.Calls >= 0));
        }
    }

    [Fact]
    public void What_was_taken_is_told_beside_what_is_kept()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/kallsyms", "ffffffff8145a8e0 T alloc_empty_file\nffffffff81468000 t getname_flags\nffffffff81469000 t rest\n");
        using KernelSymbols symbols = KernelSymbols.Read(tree.Root);
        var totals = new SiteTotals();
        SiteHistogramText.AddTo(totals, Text("kmem_cache_alloc"));
        // The reader has seen a few, one of which is still there.
        var tally = new SamplingTally();
        tally.Add(new SampledSite(OpenFile), 100, 192);
        tally.Add(new SampledSite(OpenFile), 200, 192);
        tally.Remove(100);

        AllocationSite exact = SampledSites.Resolve(tally, totals, symbols, TimeSpan.FromSeconds(2)).Single(site => site.Symbol == "alloc_empty_file+0x4e");
        Assert.Equal((192, 1, 381696L, 1988L), (exact.Bytes, exact.Calls, exact.Taken, exact.TakenCalls));
        // Without the kernel's sums it is what was seen.
        AllocationSite seen = Assert.Single(SampledSites.Resolve(tally, null, symbols, TimeSpan.FromSeconds(2)));
        Assert.Equal((192, 1, 384L, 2L), (seen.Bytes, seen.Calls, seen.Taken, seen.TakenCalls));
    }

    [Fact]
    public void Pages_of_an_object_are_its_overlap_and_what_recorded_the_stack_is_left_out()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/kallsyms", "ffffffff81000000 t trace_event_raw_event_mm_page_alloc\nffffffff81001000 T __alloc_frozen_pages_noprof\nffffffff81002000 t ___kmalloc_large_node\nffffffff81003000 t alloc_fdtable\nffffffff81004000 t rest\n");
        using KernelSymbols symbols = KernelSymbols.Read(tree.Root);
        var tally = new SamplingTally();
        tally.Add(new SampledSite(0xffffffff81003084), 0xff00, 32768);
        tally.Add(new SampledSite([0xffffffff8100007a, 0xffffffff8100126b, 0xffffffff810020a1, 0xffffffff81003084]), 0x8001, 32768);
        AllocationSite[] sites = SampledSites.Resolve(tally, null, symbols, TimeSpan.FromSeconds(1));
        Assert.Equal([(false, "alloc_fdtable+0x84", 32768L), (true, "alloc_fdtable+0x84", 32768L)], sites.OrderBy(site => site.IsOverlap).Select(site => (site.IsOverlap, site.Symbol!, site.Bytes)));
        Assert.Equal(["__alloc_frozen_pages_noprof+0x26b", "___kmalloc_large_node+0xa1", "alloc_fdtable+0x84"], sites.Single(site => site.IsOverlap).CallTrace);
    }

    private static byte[] Text(string name) => File.ReadAllBytes(CaptureFiles.Fixture($"6.12.115+deb12-amd64/hist/{name}.txt"));
}
