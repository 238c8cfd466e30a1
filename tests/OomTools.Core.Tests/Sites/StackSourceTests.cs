using System.Text;
using OomTools.Procfs;
using OomTools.Sites;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Sites;

/// <summary>The sources that name functions instead of lines: traced slab caches and owned pages.</summary>
public sealed class StackSourceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Traced_caches_tell_who_took_their_objects()
    {
        AllocationSite[] sites = SlabTraces.Read(Snapshot.Root("6.12.107+deb13-amd64/slab-sockets-traced/during"), Stop).Value!;
        // 39818 of chatd and one of the kernel itself; an object takes 1216 bytes (slabinfo).
        AllocationSite udp = Assert.Single(sites, site => site.CacheName == "UDP");
        Assert.Equal(("sk_prot_alloc", "sk_prot_alloc+0x30/0x110", 39819L, 39819L * 1216), (udp.Function, udp.Symbol, udp.Calls, udp.Bytes));
        Assert.Equal(["sk_prot_alloc+0x30/0x110", "sk_alloc+0x30/0x210", "inet_create+0x103/0x3d0", "__sock_create+0x10e/0x1c0"], udp.CallTrace[..4]);
        Assert.Equal("entry_SYSCALL_64_after_hwframe+0x76/0x7e", udp.CallTrace[^1]);
        Assert.Equal(39837, sites.Where(site => site.CacheName == "sock_inode_cache").Sum(site => site.Calls));
        Assert.All(sites, site => Assert.Equal((AllocationSiteMethod.SlabTraces, null, null), (site.Method, site.File, site.Line)));
    }

    [Fact]
    public void A_cache_that_traces_nothing_gives_nothing()
    {
        using var tree = new TemporaryTree();
        tree.Write("sys/kernel/debug/slab/TCP/alloc_traces", "No data\n");
        SystemReading<AllocationSite[]> reading = SlabTraces.Read(tree.Root, Stop);
        Assert.Null(reading.Value);
        Assert.Equal(SystemFileStatus.Missing, reading.Status);
    }

    [Fact]
    public void A_cache_without_the_flag_is_not_opened()
    {
        using var tree = new TemporaryTree();
        tree.Write("sys/kernel/debug/slab/TCP/alloc_traces", "      1 f+0x1/0x2 age=1 pid=1\n");
        tree.Write("sys/kernel/slab/TCP/store_user", "0\n");
        Assert.Null(SlabTraces.Read(tree.Root, Stop).Value);
        tree.Write("sys/kernel/slab/TCP/store_user", "1\n");
        Assert.Single(SlabTraces.Read(tree.Root, Stop).Value!);
    }

    [Fact]
    public void Rows_before_5_14_have_no_stack_and_lie_in_sysfs()
    {
        using var tree = new TemporaryTree();
        tree.Write("sys/kernel/slab/kmalloc-64/slab_size", "128\n");
        tree.Write("sys/kernel/slab/kmalloc-64/alloc_calls", "     12 acpi_leak+0x1c/0x50 [acpi leaky] age=1/2/3 pid=1-99 cpus=0-3 nodes=0\n      2 <not-available> age=5 pid=0\n");
        AllocationSite[] sites = SlabTraces.Read(tree.Root, Stop).Value!;
        AllocationSite site = Assert.Single(sites, site => site.Calls == 12);
        Assert.Equal(("acpi_leak", "acpi", 12L * 128), (site.Function, site.Module, site.Bytes));
        Assert.Empty(site.CallTrace);
        Assert.Equal("<not-available>", Assert.Single(sites, site => site.Calls == 2).Function);
    }

    [Fact]
    public void Owned_pages_are_summed_by_who_wanted_them()
    {
        const string Run = "6.12.107-own/slab-unix/during";
        AllocationSite[] sites = PageOwnerStacks.Read(Snapshot.Root(Run)).Value!;
        long pages = Snapshot.Lines(Run, "sys/kernel/debug/page_owner_stacks/show_stacks")
            .Where(line => line.StartsWith("nr_base_pages:", StringComparison.Ordinal)).Sum(line => Snapshot.Number(Snapshot.Fields(line)[1]));
        Assert.Equal(51152, pages);
        Assert.Equal(pages, sites.Sum(site => site.Calls));
        Assert.Equal(pages * 4096, sites.Sum(site => site.Bytes));

        // In the file (awk over the blocks): 14648 pages of stacks with sk_prot_alloc, 14068 of them of one; 12511 with sock_alloc_inode.
        AllocationSite[] largest = [.. sites.OrderByDescending(site => site.Bytes)];
        Assert.Equal(["sk_prot_alloc", "sock_alloc_inode", "do_anonymous_page"], largest[..3].Select(site => site.Function));
        Assert.Equal(14648, largest[0].Calls);
        Assert.Equal(12511, largest[1].Calls);
        Assert.Equal("post_alloc_hook+0x60/0x130", largest[0].CallTrace[0]);
        Assert.Contains("__x64_sys_socketpair+0x1a/0x30", largest[0].CallTrace);
    }

    [Theory]
    [InlineData("Page allocated via order 2, mask 0x24200ca(GFP_HIGHUSER_MOVABLE)\nPFN 4108 type Movable Block 8 type Movable Flags 0x0()\n")]
    [InlineData("Page allocated via order 2, mask 0x14000c0(GFP_KERNEL), pid 7, tgid 7 (a\\nb), ts 4 ns, free_ts 3 ns\nPFN 0x100c type Unmovable Block 8 type Movable Flags 0x0()\n")]
    public void Blocks_of_page_owner_are_read_in_every_form(string head)
    {
        string block = head + " __alloc_pages_nodemask+0x100/0x300\n kmalloc_order+0x10/0x20\n wanted+0x5/0x10 [driver]\n outer+0x1/0x2\nCharged via objcg to memcg /job\nPage has been migrated, last migrate reason: compaction\n\n";
        AllocationSite site = Assert.Single(PageOwnerFile.Parse(new MemoryStream(Encoding.ASCII.GetBytes(block + block)), 4096, Stop)!);
        Assert.Equal(("wanted", "driver", "wanted+0x5/0x10", 8L, 8L * 4096), (site.Function, site.Module, site.Symbol, site.Calls, site.Bytes));
        Assert.Equal(4, site.CallTrace.Length);
    }

    [Fact]
    public void Old_stacks_bear_addresses_before_the_names()
    {
        string block = "Page allocated via order 1, mask 0x280da\nPFN 4096 type 2 Block 8 type 2   Flags      UD LA    \n"
            + " [<ffffffff811682c4>] __alloc_pages_nodemask+0x1b4/0x9d0\n [<ffffffffa0012345>] wanted+0x5/0x10 [driver]\n [<ffffffff8118a5a2>] outer+0xc42/0x1250\n\n";
        AllocationSite site = Assert.Single(PageOwnerFile.Parse(new MemoryStream(Encoding.ASCII.GetBytes(block)), 4096, Stop)!);
        Assert.Equal(("wanted", "driver", "wanted+0x5/0x10", 2L), (site.Function, site.Module, site.Symbol, site.Calls));
        Assert.Equal(["__alloc_pages_nodemask+0x1b4/0x9d0", "wanted+0x5/0x10 [driver]", "outer+0xc42/0x1250"], site.CallTrace);
    }

    [Fact]
    public void Blocks_are_whole_however_the_file_arrives()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"Page allocated via order 0, mask 0x0(), pid {i}\nPFN 0x{i:x} type\n get_page_from_freelist+0x1/0x2\n caller{i % 7}+0x1/0x2\n\n"));
        foreach (int piece in new[] { 1, 7, 4096, 1 << 20 })
        {
            AllocationSite[] sites = PageOwnerFile.Parse(new SmallReads(Encoding.ASCII.GetBytes(text), piece), 4096, Stop)!;
            Assert.Equal(7, sites.Length);
            Assert.Equal(3000, sites.Sum(site => site.Calls));
        }
    }

    [Fact]
    public void Hostile_stacks_do_no_harm()
    {
        foreach (string text in new[]
        {
            new string('x', 1_000_000), new string('\n', 1_000_000), "Page allocated via order 99\nPFN\n a\n\n", "Page allocated via order 0\n\n",
            "nr_base_pages: 5\n", " a\nnr_base_pages: 9223372036854775807\n\n a\nnr_base_pages: 9223372036854775807\n", " [\nnr_base_pages: 1\n", " a [\nnr_base_pages: -1\n",
            "      1 \n      1\n        x\n", string.Concat(Enumerable.Repeat("        frame\n", 100_000)),
        })
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            _ = PageOwnerFile.Parse(new MemoryStream(bytes), 65536, Stop);
            _ = PageOwnerStacks.Parse(bytes, 65536);
            var tally = new SiteTally(AllocationSiteMethod.SlabTraces);
            _ = SlabTraces.Add(tally, "c", bytes, long.MaxValue);
            Assert.All(tally.ToSites(), site => Assert.True(site.CallTrace.Length <= 64));
        }
    }

    private sealed class SmallReads(byte[] content, int piece) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
