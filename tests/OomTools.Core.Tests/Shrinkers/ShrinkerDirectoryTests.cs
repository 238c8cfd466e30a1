using System.Globalization;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Shrinkers;

public sealed class ShrinkerDirectoryTests
{
    private const string Directory = "sys/kernel/debug/shrinker";

    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_count_of_every_capture_is_read(string snapshot)
    {
        SystemRoot root = Snapshot.Root(snapshot);
        string path = Path.Combine(root.Path, Directory);
        ShrinkerDirectory directory = ShrinkerDirectory.Open(root);
        if (!System.IO.Directory.Exists(path))
        {
            Assert.Equal(ShrinkerSource.NotCaptured, directory.Source);
            return;
        }
        var reader = new ShrinkerReader(root, directory, byCgroup: false, byNode: false);
        Dictionary<string, KernelShrinker> shrinkers = directory.Entries.SelectMany(entry => reader.Read(entry.Name, entry.Id))
            .ToDictionary(shrinker => string.Create(CultureInfo.InvariantCulture, $"{shrinker.Name}-{shrinker.Id}"));
        string[] folders = [.. System.IO.Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder))];
        Assert.Equal(folders.Order(), shrinkers.Keys.Order());
        foreach (string folder in folders)
        {
            long[][] lines = [.. Snapshot.Lines(snapshot, $"{Directory}/{folder}/count").Select(line => Snapshot.Fields(line).Select(Snapshot.Number).ToArray())];
            Assert.Equal(lines.Sum(line => line.Skip(1).Sum()), shrinkers[folder].Objects);
            Assert.Equal(lines.Length, shrinkers[folder].CgroupCount);
        }
    }

    [Fact]
    public void The_estimate_is_what_reclaim_gave_back()
    {
        // Between these two moments reclaim emptied the ext4 superblock's caches: 30233 objects before, 55 after. Its slabs shrank from
        // 2013 * 16 KiB of ext4_inode_cache and 1529 * 4 KiB of dentry to 24 * 16 KiB and 96 * 4 KiB.
        const long Given = ((2013 - 24) * 16384L) + ((1529 - 96) * 4096L);
        KernelShrinker before = Read("7.3.4-own/shrinkers-oom/caches-full", "sb-ext4:vda");
        Assert.Equal(30233, before.Objects);
        Assert.Equal("dentry, ext4_inode_cache", before.EstimatedFrom);
        Assert.InRange(before.EstimatedBytes!.Value, Given * 0.95, Given * 1.05);
    }

    [Fact]
    public void A_small_slab_bounds_the_estimate_of_a_superblock()
    {
        // 12926 dentries and 22725 inodes were in use, of all superblocks: 22588 objects cannot be as many dentries.
        KernelShrinker after = Read("6.12.107-own/shrinkers/after", "sb-ext4:vda");
        Assert.Equal(22588, after.Objects);
        Assert.Equal((12926L * 192) + (22588L * 1152), after.EstimatedBytes);
    }

    [Fact]
    public void Nodes_and_cgroups_come_apart_where_asked_for()
    {
        using TemporaryTree tree = Tree();
        tree.Write($"{Directory}/sb-xfs:dm-0-28/count", "1 10 0\n4711 3 4\n");
        KernelShrinker all = Assert.Single(Read(tree.Root, false, false));
        Assert.Equal(("sb-xfs:dm-0", 28, 17L, 2), (all.Name, all.Id, all.Objects, all.CgroupCount));
        Assert.Equal([13, 4], all.NodeObjects);
        Assert.Null(all.Node);
        Assert.Null(all.CgroupInode);

        Assert.Equal(
            [(1L, "/", 10L), (4711L, null, 7L)],
            Read(tree.Root, true, false).Select(shrinker => (shrinker.CgroupInode!.Value, shrinker.CgroupPath, shrinker.Objects)));
        Assert.Equal([(0, 13L), (1, 4L)], Read(tree.Root, false, true).Select(shrinker => (shrinker.Node!.Value, shrinker.Objects)));
        Assert.Equal(
            [(1L, 0, 10L), (4711L, 0, 3L), (4711L, 1, 4L)],
            Read(tree.Root, true, true).Select(shrinker => (shrinker.CgroupInode!.Value, shrinker.Node!.Value, shrinker.Objects)));
    }

    [Fact]
    public void A_shrinker_that_vanishes_is_left_out()
    {
        using TemporaryTree tree = Tree();
        tree.Write($"{Directory}/sb-xfs:dm-0-28/count", "1 10\n");
        tree.Write($"{Directory}/sb-tmpfs-29/count", "1 5\n");
        ShrinkerDirectory directory = ShrinkerDirectory.Open(tree.Root);
        System.IO.Directory.Delete(tree.PathOf($"{Directory}/sb-xfs:dm-0-28"), true);
        Assert.Equal([28, 29], directory.Entries.Select(entry => entry.Id));
        Assert.Null(directory.Count("sb-xfs:dm-0", 28));
        Assert.Empty(new ShrinkerReader(tree.Root, directory, false, false).Read("sb-xfs:dm-0", 28));
    }

    [Theory]
    [InlineData("mm-shadow", 100L, 57600L, "radix_tree_node")]
    [InlineData("ext4-es:vda", 100L, 4000L, "ext4_extent_status")]
    [InlineData("sb-ext4:vda", 100L, (100L * 192) + (20 * 1152), "dentry, ext4_inode_cache")] // as many inodes as there are
    [InlineData("sb-sysfs", 30L, 30L * (192 + 616), "dentry, inode_cache")]
    [InlineData("thp-zero", 512L, 512L * 4096, "pages")]
    [InlineData("rcu-kfree", 5L, null, null)] // may free anything
    [InlineData("dquota-cache", 5L, null, null)] // no such slab here
    public void An_estimate_needs_the_slab(string name, long objects, long? bytes, string? from)
    {
        var estimate = new ShrinkerEstimate(
            [Slab("dentry", 5000, 192), Slab("ext4_inode_cache", 20, 1152), Slab("inode_cache", 900, 616), Slab("radix_tree_node", 5000, 576), Slab("pid", 10, 40, "ext4_extent_status")],
            4096);
        (long Bytes, string From)? result = estimate.Of(name, objects);
        Assert.Equal((bytes, from), (result?.Bytes, result?.From));
    }

    [Fact]
    public void Text_that_is_no_count_does_no_harm()
    {
        Assert.Empty(ShrinkerCount.Parse("\n\nx 1\n1\n-\n"u8));
        ShrinkerCount wild = Assert.Single(ShrinkerCount.Parse("18446744073709551615 9223372036854775807 9223372036854775807 18446744073709551615\n"u8));
        Assert.Equal(long.MaxValue, wild.Objects);
        byte[] garbage = new byte[4000];
        var random = new Random(7);
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(garbage);
            Assert.All(ShrinkerCount.Parse(garbage), count => Assert.True(count.Objects >= 0));
        }
    }

    private static TemporaryTree Tree()
    {
        // Names of shrinkers hold colons.
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows allows no colon in a file name.");
        return new TemporaryTree();
    }

    private static KernelShrinker[] Read(SystemRoot root, bool byCgroup, bool byNode)
    {
        ShrinkerDirectory directory = ShrinkerDirectory.Open(root);
        var reader = new ShrinkerReader(root, directory, byCgroup, byNode);
        return [.. directory.Entries.SelectMany(entry => reader.Read(entry.Name, entry.Id))];
    }

    private static KernelShrinker Read(string snapshot, string name) =>
        Read(Snapshot.Root(snapshot), false, false).Single(shrinker => shrinker.Name == name);

    private static SlabCache Slab(string name, long active, long size, params string[] aliases) =>
        new() { Name = name, ActiveObjects = active, ObjectSize = size, Aliases = aliases };
}
