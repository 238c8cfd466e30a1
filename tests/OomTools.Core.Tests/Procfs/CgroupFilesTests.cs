using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

public sealed class CgroupFilesTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Cgroups()
    {
        foreach (TheoryDataRow<string> row in Snapshot.All())
        {
            if (row.Data == "collection-is-absent")
            {
                yield return (row.Data, "/");
                continue;
            }
            string folder = CaptureFiles.Sample(row.Data + "/sys/fs/cgroup");
            if (!Directory.Exists(folder))
                continue;
            foreach (string file in Directory.GetFiles(folder, "memory.stat", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                yield return (row.Data, "/" + Path.GetRelativePath(folder, Path.GetDirectoryName(file)!));
        }
    }

    [Theory]
    [MemberData(nameof(Cgroups))]
    public void Every_captured_cgroup_is_read(string snapshot, string path)
    {
        CgroupMemory cgroup = CgroupFiles.Read(Snapshot.Root(snapshot), path).Value!;
        string folder = "sys/fs/cgroup" + path;
        Assert.Equal(path, cgroup.Path);
        Assert.Equal(2, cgroup.Version);
        Assert.Equal(Snapshot.Number(Text("memory.current")), cgroup.Usage);
        Assert.Equal(Text("memory.max") == "max" ? null : Snapshot.Number(Text("memory.max")), cgroup.Limit);
        Assert.Equal(Text("memory.oom.group") == "1", cgroup.OomGroup);
        Assert.Equal(Snapshot.Lines(snapshot, folder + "/memory.stat"), cgroup.Statistics.Select(value => value.ToString()));
        Assert.Equal(Snapshot.Number(Event("oom_kill")), cgroup.OomKills);
        Assert.Equal(Snapshot.Number(Event("max")), cgroup.LimitHits);
        Assert.NotNull(cgroup.Pressure?.SomeTotal);

        string Text(string file) => Snapshot.Lines(snapshot, $"{folder}/{file}")[0];
        string Event(string name) => Snapshot.Fields(Snapshot.Lines(snapshot, folder + "/memory.events").Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)))[1];
    }

    [Theory]
    [MemberData(nameof(Cgroups))]
    public void A_cgroups_memory_adds_up(string snapshot, string path)
    {
        CgroupMemory cgroup = CgroupFiles.Read(Snapshot.Root(snapshot), path).Value!;
        MemoryUsage usage = CgroupUsage.Of(cgroup)!;
        Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
        Assert.Equal(usage.UserMemory, usage.AnonymousMemory + usage.SharedMemory + usage.FileMemory);
        // Charges are made in batches of 64 pages a CPU, statistics are flushed every 2 seconds.
        Assert.InRange(usage.UnaccountedMemory!.Value, -4L << 20, 4L << 20);
    }

    [Fact]
    public void A_path_may_be_the_directory()
    {
        SystemRoot root = Snapshot.Root("6.1.0-50-amd64/memcg-nested/during");
        Assert.Equal("/tenant/app", CgroupFiles.Read(root, "/sys/fs/cgroup/tenant/app").Value!.Path);
        Assert.Equal("/tenant/app", CgroupFiles.Read(root, "tenant/app/").Value!.Path);
    }

    [Fact]
    public void What_is_not_there_is_missing()
    {
        SystemRoot root = Snapshot.Root("6.1.0-50-amd64/memcg-nested/during");
        Assert.Equal(SystemFileStatus.Missing, CgroupFiles.Read(root, "/nobody").Status);
        Assert.Equal(SystemFileStatus.Missing, CgroupFiles.Read(root, "/tenant/../../../../proc").Status);
    }

    [Fact]
    public void A_v1_cgroup_has_its_own_files()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/self/mountinfo", """
            31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
            35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:7 - cgroup cgroup rw,memory
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

            """);
        string job = "sys/fs/cgroup/memory/my job";
        tree.Write(job + "/memory.usage_in_bytes", "52428800\n");
        tree.Write(job + "/memory.limit_in_bytes", "9223372036854771712\n");
        tree.Write(job + "/memory.memsw.usage_in_bytes", "62914560\n");
        tree.Write(job + "/memory.kmem.usage_in_bytes", "2097152\n");
        tree.Write(job + "/memory.failcnt", "17\n");
        tree.Write(job + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        tree.Write(job + "/memory.stat", "cache 1\nrss 2\nhierarchical_memory_limit 9223372036854771712\ntotal_cache 10485760\ntotal_rss 39845888\ntotal_shmem 4194304\ntotal_pgfault 9\n");
        CgroupMemory cgroup = CgroupFiles.Read(tree.Root, "/my job").Value!;
        Assert.Equal(1, cgroup.Version);
        Assert.Null(cgroup.Limit);
        Assert.Equal(10485760, cgroup.SwapUsage);
        Assert.Equal(17, cgroup.LimitHits);
        Assert.Equal(3, cgroup.OomKills);
        Assert.False(cgroup.Statistics.Single(value => value.Name == "pgfault").IsBytes);
        MemoryUsage usage = CgroupUsage.Of(cgroup)!;
        Assert.Equal(52428800, usage.TotalMemory);
        Assert.Equal(39845888, usage.AnonymousMemory);
        Assert.Equal(4194304, usage.SharedMemory);
        Assert.Equal(2097152, usage.KernelMemory);
        Assert.Equal(0, usage.UnaccountedMemory);
    }

    [Fact]
    public void Inside_a_container_the_mounted_part_is_found()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/self/mountinfo", "35 31 0:32 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        tree.Write("sys/fs/cgroup/web/memory.stat", "anon 4096\n");
        Assert.True(CgroupFiles.Read(tree.Root, "/docker/abc/web").Value is not null);
        Assert.True(CgroupFiles.Read(tree.Root, "/web").Value is not null);
    }

    [Theory]
    [InlineData("0::/user.slice/a:b\n", "/user.slice/a:b")]
    [InlineData("12:pids:/p\n4:cpu,memory:/jobs/1\n0::/u\n", "/jobs/1")]
    [InlineData("12:pids:/p\n", "")]
    [InlineData("garbage", "")]
    public void The_memory_cgroup_of_a_process(string text, string path) =>
        Assert.Equal(path, System.Text.Encoding.UTF8.GetString(ProcessCgroup.MemoryPath(System.Text.Encoding.UTF8.GetBytes(text))));
}
