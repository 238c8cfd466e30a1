using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Snapshots;

namespace OomTools.Tests.Procfs;

public sealed class SnapshotReaderTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void A_capture_s_parts_are_all_there_or_missing_with_a_reason(string snapshot)
    {
        MemorySnapshot read = Read(Snapshot.Root(snapshot));
        Assert.Equal(Snapshot.Lines(snapshot, "proc/vmstat").Length, read.Counters.Length);
        Assert.Equal(Snapshot.Lines(snapshot, "proc/slabinfo").Length - 2, read.Slabs.Length);
        Assert.Equal(read.Slabs.Select(cache => cache.Bytes).OrderDescending(), read.Slabs.Select(cache => cache.Bytes));
        Assert.Equal(Snapshot.MemInfo(snapshot, "MemTotal") * 1024, read.Usage!.TotalMemory);
        foreach ((string part, int count) in new[]
        {
            (nameof(read.Slabs), read.Slabs.Length), (nameof(read.Zones), read.Zones.Length), (nameof(read.BuddyZones), read.BuddyZones.Length),
            (nameof(read.Processes), read.Processes.Length), (nameof(read.AllocationSites), read.AllocationSites.Length), (nameof(read.Shrinkers), read.Shrinkers.Length),
        })
            Assert.NotEqual(count > 0, read.Missing.Any(gap => gap.Part == part && gap.Reason.Length > 0));
    }

    [Fact]
    public void Processes_are_grouped_by_name_and_count_by_what_ends_with_them()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/10/status", "Name:\tweb\nVmSize:\t900 kB\nVmRSS:\t300 kB\nRssAnon:\t100 kB\nRssFile:\t200 kB\nVmSwap:\t7 kB\nVmPTE:\t3 kB\n");
        tree.Write("proc/10/cgroup", "0::/a\n");
        tree.Write("proc/11/status", "Name:\tweb\nVmSize:\t900 kB\nVmRSS:\t250 kB\nRssAnon:\t50 kB\n");
        tree.Write("proc/11/cgroup", "0::/b\n");
        tree.Write("proc/12/status", "Name:\told\nVmSize:\t900 kB\nVmRSS:\t400 kB\n");
        tree.Write("proc/2/status", "Name:\tkthreadd\n");
        MemorySnapshot snapshot = Read(tree.Root, 1);
        Assert.Equal(3, snapshot.ProcessCount);
        Assert.Equal("old", Assert.Single(snapshot.Processes).Name);
        Assert.Equal([("old", 1, 400L << 10), ("web", 2, 160L << 10)], snapshot.ProcessGroups.Select(group => (group.Name, group.Count, group.OwnMemory)));
        Assert.Null(snapshot.ProcessGroups[1].CgroupPath);
    }

    [Fact]
    public void Cgroups_come_largest_first_with_their_parents()
    {
        using var tree = new TemporaryTree();
        foreach ((string path, long usage) in new[] { ("a", 5000L), ("a/b", 4000L), ("c", 9000L), ("empty", 0L) })
        {
            tree.Write($"sys/fs/cgroup/{path}/memory.current", $"{usage}\n");
            tree.Write($"sys/fs/cgroup/{path}/memory.stat", $"anon {usage}\n");
        }

        Assert.Equal(["/c", "/a", "/a/b"], Read(tree.Root).Cgroups.Select(cgroup => cgroup.CgroupPath));
    }

    [Fact]
    public void Garbled_trees_give_a_snapshot_and_a_comparison()
    {
        const string Capture = "7.3.4-own/slab-epoll/during";
        string[] files = ["proc/meminfo", "proc/vmstat", "proc/slabinfo", "proc/zoneinfo", "proc/buddyinfo", "proc/allocinfo", "proc/uptime", "proc/version", "proc/pressure/memory"];
        byte[][] contents = [.. files.Select(file => Snapshot.Bytes(Capture, file))];
        MemorySnapshot whole = Read(Snapshot.Root(Capture));
        var random = new Random(2026);
        using var tree = new TemporaryTree();
        for (int round = 0; round < 60; round++)
        {
            for (int i = 0; i < files.Length; i++)
                tree.Write(files[i], System.Text.Encoding.Latin1.GetString(Garble(contents[i], random)));
            MemorySnapshot garbled = Read(tree.Root);
            Assert.All(SnapshotComparison.Of(whole, garbled), row => Assert.DoesNotContain('\u001b', row.Summary));
            _ = SnapshotComparison.Of(garbled, whole);
        }
    }

    private static byte[] Garble(byte[] text, Random random)
    {
        byte[] garbled = text[..random.Next(text.Length / 2, text.Length + 1)];
        for (int i = random.Next(40); i > 0 && garbled.Length > 0; i--)
            garbled[random.Next(garbled.Length)] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)'9', _ => (byte)' ' };
        return garbled;
    }

    private static MemorySnapshot Read(SystemRoot root, int processes = 100) =>
        new SnapshotReader(root, processes, CancellationToken.None).Read(DateTime.UnixEpoch);
}
