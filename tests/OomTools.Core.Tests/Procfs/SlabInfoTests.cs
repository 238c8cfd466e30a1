using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class SlabInfoTests
{
    private const string Header = "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n";

    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_row_of_every_capture_is_read(string snapshot)
    {
        SlabCache[] caches = SlabInfo.Read(Snapshot.Root(snapshot)).Value!;
        string[] rows = Snapshot.Lines(snapshot, "proc/slabinfo")[2..];
        Assert.Equal(rows.Length, caches.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            string[] fields = Snapshot.Fields(rows[i]);
            Assert.Equal(fields[0], caches[i].Name);
            Assert.Equal(Snapshot.Number(fields[1]), caches[i].ActiveObjects);
            Assert.Equal(Snapshot.Number(fields[2]), caches[i].TotalObjects);
            Assert.Equal(Snapshot.Number(fields[3]), caches[i].ObjectSize);
            Assert.Equal(Snapshot.Number(fields[4]), caches[i].ObjectsPerSlab);
            Assert.Equal(Snapshot.Number(fields[5]), caches[i].PagesPerSlab);
            Assert.Equal(Snapshot.Number(fields[13]), caches[i].ActiveSlabs);
            Assert.Equal(Snapshot.Number(fields[14]), caches[i].Slabs);
            Assert.Equal(Snapshot.Number(fields[14]) * Snapshot.Number(fields[5]) * 4096, caches[i].Bytes);
            Assert.Equal(Snapshot.Number(fields[1]) * Snapshot.Number(fields[3]), caches[i].ActiveBytes);
            Assert.Empty(caches[i].Statistics);
        }
    }

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Names_that_share_a_cache_are_listed_with_it(string snapshot)
    {
        SlabCache[] caches = SlabInfo.Read(Snapshot.Root(snapshot)).Value!;
        ILookup<string, string> groups = Snapshot.Lines(snapshot, "slab-links.txt")
            .Select(line => line.Split(" -> "))
            .ToLookup(pair => pair[1], pair => pair[0]);
        foreach (SlabCache cache in caches)
        {
            IEnumerable<string> expected = groups.FirstOrDefault(group => group.Contains(cache.Name))?.Where(name => name != cache.Name) ?? [];
            Assert.Equal(expected.Order(StringComparer.Ordinal), cache.Aliases);
        }
    }

    [Theory]
    [InlineData("6.12.107-own/slab-signals/during", "sigqueue", 60840)]
    [InlineData("5.10.0-32-amd64/slab-pipes/during", "kmalloc-1k", 51008)]
    [InlineData("7.3.4-own/slab-epoll/during", "kmalloc-256", 39000)]
    public void The_cache_that_grew_is_the_largest(string snapshot, string name, long kilobytes)
    {
        SlabCache largest = SlabInfo.Read(Snapshot.Root(snapshot)).Value!.MaxBy(cache => cache.Bytes)!;
        Assert.Equal(name, largest.Name);
        Assert.Equal(kilobytes, largest.Bytes / 1024);
    }

    [Fact]
    public void A_module_whose_cache_was_merged_is_found_by_its_name()
    {
        // The module oomleak leaked 40 MB from its cache oomleak_record, which slabinfo shows as xfrm_dst.
        SlabCache largest = SlabInfo.Read(Snapshot.Root("6.12.107-own/driver-leak/during")).Value!.MaxBy(cache => cache.Bytes)!;
        Assert.Equal("xfrm_dst", largest.Name);
        Assert.Equal(["btrfs_delayed_node", "oomleak_record"], largest.Aliases);
        Assert.False(largest.IsReclaimable);
    }

    [Fact]
    public void A_row_has_its_memory_waste_and_fill()
    {
        SlabCache cache = Assert.Single(SlabInfo.Parse(Text(Header + "dentry  100 210 192 21 1 : tunables 0 0 0 : slabdata 10 10 0\n"), 4096)!);
        Assert.Equal(40960, cache.Bytes);
        Assert.Equal(19200, cache.ActiveBytes);
        Assert.Equal(21760, cache.Waste);
        Assert.Equal(0.46875, cache.Fill);
    }

    [Fact]
    public void Large_pages_count_as_such()
    {
        SlabCache cache = Assert.Single(SlabInfo.Parse(Text(Header + "dentry  100 210 192 21 1 : tunables 0 0 0 : slabdata 10 10 0\n"), 65536)!);
        Assert.Equal(655360, cache.Bytes);
    }

    [Fact]
    public void The_name_of_a_cache_may_contain_blanks_and_colons()
    {
        SlabCache cache = Assert.Single(SlabInfo.Parse(Text(Header + "my : cache 7 100 210 192 21 1 : tunables 0 0 0 : slabdata 10 10 0\n"), 4096)!);
        Assert.Equal("my : cache 7", cache.Name);
        Assert.Equal(100, cache.ActiveObjects);
    }

    [Fact]
    public void Statistics_of_the_SLAB_allocator_and_unknown_columns_are_kept()
    {
        string text = Header.Replace("2.1\n", "2.1 (statistics)\n", StringComparison.Ordinal).TrimEnd('\n')
            + " : globalstat <listallocs> <maxobjs> <grown> : cpustat <allochit> <allocmiss> <freehit> <freemiss> <novel>\n"
            + "dentry  100 210 192 21 1 : tunables 120 60 8 : slabdata 9 10 0 : globalstat 3000 250 12 : cpustat 77 5 70 4 9\n";
        SlabCache cache = Assert.Single(SlabInfo.Parse(Text(text), 4096)!);
        Assert.Equal(9, cache.ActiveSlabs);
        Assert.Equal(10, cache.Slabs);
        Assert.Equal(
            ["listallocs 3000", "maxobjs 250", "grown 12", "allochit 77", "allocmiss 5", "freehit 70", "freemiss 4", "novel 9"],
            cache.Statistics.Select(statistic => statistic.ToString()));
    }

    [Fact]
    public void Version_2_0_is_read()
    {
        string text = Header.Replace("2.1", "2.0", StringComparison.Ordinal) + "dentry  100 210 192 21 1 : tunables 120 60 8 : slabdata 9 10 0\n";
        Assert.Single(SlabInfo.Parse(Text(text), 4096)!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("slabinfo - version: 1.1\nkmem_cache 59 78 100 2 2 1\n")]
    [InlineData("nothing of the kind")]
    public void Another_version_is_refused(string text) => Assert.Null(SlabInfo.Parse(Text(text), 4096));

    [Fact]
    public void Rows_cut_off_are_passed_over()
    {
        SlabCache[] caches = SlabInfo.Parse(Text(Header + "a 1 2 3 4 5 : tunables 0 0 0 : slabdata 1 1 0\nb 1 2 3\n\nc x 2 3 4 5 : tunables 0 0 0 : slabdata 1 1 0\n"), 4096)!;
        Assert.Equal("a", Assert.Single(caches).Name);
    }

    [Fact]
    public void Whether_a_cache_is_reclaimable_is_read_from_its_directory_or_its_link()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/slabinfo", Header + string.Concat(new[] { "own", "merged", "unmerged", "unknown" }.Select(name => $"{name} 1 2 3 4 5 : tunables 0 0 0 : slabdata 1 1 0\n")));
        tree.Write("sys/kernel/slab/own/reclaim_account", "1\n");
        tree.Write("slab-links.txt", "merged -> :a-0000192\nother -> :a-0000192\nunmerged -> :A-0000192\n");
        SlabCache[] caches = SlabInfo.Read(tree.Root).Value!;
        Assert.Equal([true, true, false, null], caches.Select(cache => cache.IsReclaimable));
        Assert.Equal(["other"], caches[1].Aliases);
    }

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
