using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

/// <summary>The order of what differs: the leak first, whatever it is a leak of.</summary>
public sealed class SnapshotComparisonTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void A_process_comes_before_its_memory_and_before_its_cgroups()
    {
        MemoryDifference[] rows = Compare(
            Make(new MemoryUsage { AnonymousMemory = 100 * MiB }, [Process("java", 50, "/app/web"), Process("sshd", 4, "/system")], [Cgroup("/app", 60), Cgroup("/app/web", 55)]),
            Make(new MemoryUsage { AnonymousMemory = 310 * MiB }, [Process("java", 250, "/app/web"), Process("sshd", 5, "/system")], [Cgroup("/app", 270), Cgroup("/app/web", 262)]));
        Assert.Equal("java", rows[0].Name);
        Assert.True(Place(rows, "/app/web") < Place(rows, "/app"));
        Assert.True(Place(rows, "java") < Place(rows, "AnonymousMemory"));
        Assert.Equal("sshd", rows[4].Name);
    }

    [Fact]
    public void Where_no_few_caches_explain_it_the_kind_of_memory_is_first()
    {
        SlabCache[] Caches(long size) => [.. Enumerable.Range(0, 40).Select(index => new SlabCache { Name = $"cache-{index}", Bytes = size })];
        MemoryDifference[] rows = Compare(
            new MemorySnapshot { Usage = new MemoryUsage { SlabUnreclaimable = 40 * MiB }, Slabs = Caches(MiB) },
            new MemorySnapshot { Usage = new MemoryUsage { SlabUnreclaimable = 120 * MiB }, Slabs = Caches(3 * MiB) });
        Assert.Equal("SlabUnreclaimable", rows[0].Name);
        Assert.Equal(80 * MiB, rows[0].Delta);
        Assert.Equal(41, rows.Length);
    }

    [Fact]
    public void Caches_that_together_explain_it_come_before_a_larger_process()
    {
        // 107 MiB of slab are more than 60 MiB of a process, though no cache alone is.
        MemoryDifference[] rows = Compare(
            Make(new MemoryUsage { SlabUnreclaimable = 0, AnonymousMemory = 0 }, [Process("init", 1, null)], [], Cache("a", 0), Cache("b", 0), Cache("c", 0)),
            Make(new MemoryUsage { SlabUnreclaimable = 107 * MiB, AnonymousMemory = 60 * MiB }, [Process("init", 1, null), Process("hog", 60, null)], [], Cache("a", 38), Cache("b", 29), Cache("c", 28)));
        Assert.Equal(["a", "b", "SlabUnreclaimable", "hog", "AnonymousMemory", "c"], rows.Select(row => row.Name));
        Assert.Equal("1 instead of 0", rows[3].Note);
    }

    [Fact]
    public void File_cache_and_free_memory_are_not_what_leaks()
    {
        MemoryDifference[] rows = Compare(
            new MemorySnapshot { Usage = new MemoryUsage { TotalMemory = 9000 * MiB, FreeMemory = 8000 * MiB, FileMemory = 100 * MiB, PageTables = MiB } },
            new MemorySnapshot { Usage = new MemoryUsage { TotalMemory = 9000 * MiB, FreeMemory = 2000 * MiB, FileMemory = 6000 * MiB, PageTables = 3 * MiB } });
        Assert.Equal(["PageTables", "FreeMemory", "FileMemory"], rows.Select(row => row.Name));
    }

    [Fact]
    public void Bytes_come_before_events_and_trouble_before_other_events()
    {
        MemoryDifference[] rows = Compare(
            new MemorySnapshot { Counters = [Counter("pgfault", 1), Counter("oom_kill", 0)], Usage = new MemoryUsage { PageTables = 0 } },
            new MemorySnapshot { Counters = [Counter("pgfault", 900_000_000), Counter("oom_kill", 2)], Usage = new MemoryUsage { PageTables = 4096 } });
        Assert.Equal(["PageTables", "oom_kill", "pgfault"], rows.Select(row => row.Name));
        Assert.Equal([true, false, false], rows.Select(row => row.IsBytes));
    }

    [Fact]
    public void What_one_side_could_not_read_is_no_difference()
    {
        MemoryDifference[] rows = Compare(
            Make(new MemoryUsage { SlabUnreclaimable = MiB }, [], []),
            Make(new MemoryUsage { SlabUnreclaimable = 9 * MiB }, [Process("x", 700, null)], [], Cache("dentry", 800)));
        Assert.Equal("SlabUnreclaimable", Assert.Single(rows).Name);
    }

    [Fact]
    public void Rates_are_over_the_time_between()
    {
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        MemorySnapshot At(double seconds, long size, string host = "a") =>
            new() { Time = time.AddSeconds(seconds), HostName = host, Usage = new MemoryUsage { PageTables = size } };
        Assert.Equal(50, Assert.Single(Compare(At(0, 1000), At(2, 1100))).Rate);
        // The later one as the reference: what shrinks backwards grows.
        Assert.Equal(50, Assert.Single(Compare(At(2, 1100), At(0, 1000))).Rate);
        MemoryDifference between = Assert.Single(Compare(At(0, 1000), At(2, 1100, "b")));
        Assert.Null(between.Rate);
        Assert.StartsWith("b against a: ", between.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_of_another_boot_are_not_compared()
    {
        MemorySnapshot At(int boot) => new() { BootTime = DateTime.UnixEpoch.AddDays(20000 + boot), Counters = [Counter("oom_kill", 5 - (boot * 3))] };
        Assert.Empty(Compare(At(0), At(1)));
        Assert.Single(Compare(At(0), new MemorySnapshot { BootTime = At(0).BootTime, Counters = [Counter("oom_kill", 7)] }));
    }

    [Fact]
    public void Hostile_names_and_numbers_do_no_harm()
    {
        string[] names = ["", "/", "//", "\u001b[31m", new string('/', 1000), "/a/b", "/a", "=1+1"];
        MemorySnapshot At(long size) => Make(
            new MemoryUsage { AnonymousMemory = size, TotalMemory = size, FreeMemory = -size },
            [.. names.Select(name => new ProcessGroup { Name = name, OwnMemory = size, CgroupPath = name })],
            [.. names.Select(name => new MemoryUsage { CgroupPath = name, TotalMemory = size, FreeMemory = -1 })],
            [.. names.Select(name => new SlabCache { Name = name, Bytes = size })]);
        foreach ((long one, long other) in new[] { (long.MinValue, long.MaxValue), (long.MaxValue, long.MinValue), (0L, long.MaxValue), (1L, 0L) })
            Assert.All(Compare(At(one), At(other)), row => Assert.DoesNotContain('\u001b', row.Summary));
    }

    private static int Place(MemoryDifference[] rows, string name) => Array.FindIndex(rows, row => row.Name == name);

    private static MemoryDifference[] Compare(MemorySnapshot reference, MemorySnapshot difference) => SnapshotComparison.Of(reference, difference);

    private static MemorySnapshot Make(MemoryUsage usage, ProcessGroup[] groups, MemoryUsage[] cgroups, params SlabCache[] slabs) =>
        new() { Usage = usage, ProcessGroups = groups, Cgroups = cgroups, Slabs = slabs };

    private static ProcessGroup Process(string name, long size, string? cgroup) => new() { Name = name, Count = 1, OwnMemory = size * MiB, CgroupPath = cgroup };

    private static MemoryUsage Cgroup(string path, long size) => new() { CgroupPath = path, TotalMemory = size * MiB, FreeMemory = 0 };

    private static SlabCache Cache(string name, long size) => new() { Name = name, Bytes = size * MiB };

    private static VmCounter Counter(string name, long value) =>
        new() { Name = name, Value = value, Group = name == "oom_kill" ? VmCounterGroup.Oom : VmCounterGroup.Fault };
}
