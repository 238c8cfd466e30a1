using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Analysis;

public sealed class SlabJoinTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What the workloads are known to have taken: each file of evloop is an epoll instance, each signal a sigqueue …</summary>
    [Theory]
    [InlineData("7.3.4-own/slab-epoll/during", "kmalloc-256", "ep_alloc", 155445)]
    [InlineData("7.3.4-own/slab-epoll/during", "dentry", "__d_alloc", 157553)]
    [InlineData("7.3.4-own/slab-epoll/during", "filp", "alloc_empty_file", 155505)]
    [InlineData("7.3.4-own/slab-epoll/during", "kmalloc-cg-128", "ep_alloc_epitem", 155445)]
    [InlineData("7.3.4-own/slab-epoll/during", "kmalloc-cg-64", "ep_ptable_queue_proc", 155445)]
    [InlineData("6.12.107-own/slab-unix/during", "kmalloc-cg-1k", "sk_prot_alloc", 57562)]
    [InlineData("6.12.107-own/slab-unix/during", "sock_inode_cache", "sock_alloc_inode", 57571)]
    [InlineData("6.12.107-own/slab-signals/during", "sigqueue", "__sigqueue_alloc", 775673)]
    [InlineData("6.12.107-own/driver-leak/during", "xfrm_dst", "oomleak_cache", 131072)]
    [InlineData("6.12.107-own/driver-leak/during", "kmalloc-512", "oomleak_kmalloc", 61440)]
    public void A_cache_s_objects_are_given_to_who_took_them(string snapshot, string cache, string function, long calls)
    {
        SlabCache[] caches = Caches(snapshot);
        Assert.NotNull(SlabJoin.AddSites(Snapshot.Root(snapshot), caches, Stop).Value);
        AllocationSite site = caches.Single(one => one.Name == cache).AllocationSites[0];
        Assert.Equal((function, calls), (site.Function, site.Calls));
    }

    [Theory]
    [InlineData("7.3.4-own/slab-epoll/during")]
    [InlineData("6.12.107-own/slab-unix/during")]
    [InlineData("6.12.107-own/shrinkers/caches-full")]
    public void No_cache_gets_more_objects_than_it_has_and_no_site_comes_twice(string snapshot)
    {
        SlabCache[] caches = Caches(snapshot);
        SlabJoin.AddSites(Snapshot.Root(snapshot), caches, Stop);
        Assert.All(caches, cache => Assert.True(cache.AllocationSites.Sum(site => site.Calls) <= (cache.ActiveObjects * 1.04) + 1, cache.Name));
        AllocationSite[] sites = [.. caches.SelectMany(cache => cache.AllocationSites)];
        Assert.Equal(sites.Length, sites.Distinct().Count());
        Assert.NotEmpty(sites);
    }

    [Fact]
    public void Traced_caches_know_it_themselves()
    {
        const string Run = "6.12.107+deb13-amd64/slab-sockets-traced/during";
        SlabCache[] caches = Caches(Run);
        SlabJoin.AddSites(Snapshot.Root(Run), caches, Stop);
        Assert.Equal(39819, Assert.Single(caches.Single(cache => cache.Name == "UDP").AllocationSites).Calls);
        Assert.Empty(caches.Single(cache => cache.Name == "dentry").AllocationSites);
    }

    [Fact]
    public void What_is_freeable_is_what_the_shrinkers_count()
    {
        const string Run = "6.12.107-own/shrinkers/caches-full";
        SlabCache[] caches = Caches(Run);
        Assert.Equal(ShrinkerSource.Found, SlabJoin.AddShrinkers(Snapshot.Root(Run), caches, Stop));
        // The count files of all superblocks, read the simple way.
        Dictionary<string, long> counts = Directory.GetDirectories(Path.Combine(Snapshot.Root(Run).Path, "sys/kernel/debug/shrinker"))
            .ToDictionary(directory => Path.GetFileName(directory), directory => File.ReadLines(Path.Combine(directory, "count")).Sum(line => Snapshot.Fields(line).Skip(1).Sum(Snapshot.Number)));
        SlabCache inodes = caches.Single(cache => cache.Name == "ext4_inode_cache");
        SlabCache dentries = caches.Single(cache => cache.Name == "dentry");
        Assert.Equal(["sb-ext4:vda"], inodes.Shrinkers);
        Assert.Equal(Math.Min(counts.Single(pair => pair.Key.StartsWith("sb-ext4:vda-", StringComparison.Ordinal)).Value, inodes.ActiveObjects!.Value), inodes.FreeableObjects);
        Assert.Equal(Math.Min(counts.Where(pair => pair.Key.StartsWith("sb-", StringComparison.Ordinal)).Sum(pair => pair.Value), dentries.ActiveObjects!.Value), dentries.FreeableObjects);
        Assert.Equal(dentries.FreeableObjects * dentries.ObjectSize, dentries.FreeableBytes);
        Assert.InRange(inodes.FreeableShare!.Value, 0.9, 1);
        Assert.Null(caches.Single(cache => cache.Name == "filp").FreeableObjects);
    }

    [Fact]
    public void Without_shrinkers_the_kernel_s_count_of_unused_dentries_is_known()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/slabinfo", "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\ndentry  1000 1000 192 21 1 : tunables 0 0 0 : slabdata 48 48 0\n");
        tree.Write("proc/sys/fs/dentry-state", "1000\t970\t45\t0\t100\t0\n");
        SlabCache[] caches = SlabInfo.Read(tree.Root).Value!;
        Assert.Equal(ShrinkerSource.NotCaptured, SlabJoin.AddShrinkers(tree.Root, caches, Stop));
        Assert.Equal(0.97, caches[0].FreeableShare);
    }

    [Theory]
    // Of 900 unused dentries 700 are of names that do not exist; 30 inodes have no dentry. Kernels before 5.0 print 0 for the former.
    [InlineData("1000\t900\t45\t0\t700\t0\n", "850\t30\n", 230)]
    [InlineData("1000\t900\t45\t0\t0\t0\n", "850\t30\n", 800)]
    [InlineData(null, "850\t30\n", 800)]
    public void Names_that_do_not_exist_hold_no_inodes(string? dentries, string inodes, long freeable)
    {
        using var tree = new TemporaryTree();
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows allows no colon in a file name.");
        tree.Write("proc/slabinfo", "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n"
            + "dentry  1000 1000 192 21 1 : tunables 0 0 0 : slabdata 48 48 0\next4_inode_cache 800 800 1000 8 2 : tunables 0 0 0 : slabdata 100 100 0\n");
        tree.Write("sys/kernel/debug/shrinker/sb-ext4:vda-28/count", "1 930\n");
        tree.Write("proc/sys/fs/inode-nr", inodes);
        if (dentries is not null)
            tree.Write("proc/sys/fs/dentry-state", dentries);
        SlabCache[] caches = SlabInfo.Read(tree.Root).Value!;
        SlabJoin.AddShrinkers(tree.Root, caches, Stop);
        Assert.Equal(freeable, caches.Single(cache => cache.Name == "ext4_inode_cache").FreeableObjects);
        KernelShrinker shrinker = Assert.Single(new ShrinkerReader(tree.Root, ShrinkerDirectory.Open(tree.Root), false, false).Read("sb-ext4:vda", 28));
        Assert.Equal((930 * 192) + (freeable * 1000), shrinker.EstimatedBytes);
    }

    [Theory]
    [InlineData(0, 970, "dentry holds 4.1 GiB, 97 % freeable, nobody asked.")]
    [InlineData(5000, 970, "dentry holds 4.1 GiB, 97 % freeable.")]
    [InlineData(0, 10, "dentry holds 4.1 GiB, 1 % freeable.")]
    public void A_verdict_says_what_could_be_freed_and_whether_anybody_asked(long scanned, long freeable, string expected)
    {
        SlabCache[] caches = [new() { Name = "filp", Bytes = 1 }, new() { Name = "dentry", Bytes = 4402341478, ActiveObjects = 1000, FreeableObjects = freeable }];
        Assert.Equal(expected, SlabFinding.Of(caches, [new VmCounter { Name = "slabs_scanned", Value = scanned }]));
    }

    [Fact]
    public void A_verdict_names_who_took_the_largest_cache()
    {
        const string Run = "7.3.4-own/slab-epoll/during";
        SlabCache[] caches = Caches(Run);
        Assert.Null(SlabFinding.Of(caches, []));
        SlabJoin.AddSites(Snapshot.Root(Run), caches, Stop);
        Assert.Equal("kmalloc-256 holds 38.1 MiB, allocated by ep_alloc (fs/eventpoll.c:1439).", SlabFinding.Of(caches, []));
    }

    private static SlabCache[] Caches(string snapshot) => SlabInfo.Read(Snapshot.Root(snapshot)).Value!;
}
