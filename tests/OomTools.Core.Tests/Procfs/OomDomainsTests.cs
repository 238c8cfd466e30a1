using OomTools.Analysis;
using OomTools.Procfs;
using OomTools.Tests.Captures;

namespace OomTools.Tests.Procfs;

public sealed class OomDomainsTests : IDisposable
{
    private readonly TemporaryTree _tree = new();

    public OomDomainsTests()
    {
        _tree.Write("proc/meminfo", "MemTotal: 400000 kB\nSwapTotal: 4000 kB\n");
        _tree.Write("proc/version", "Linux version 6.12.1 (x)\n");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_machine_has_its_memory_and_swap()
    {
        OomDomain domain = OomDomains.OfMachine(_tree.Root).Value!;
        Assert.Equal(101_000, domain.TotalPages);
        Assert.Equal(new KernelRelease(6, 12), domain.Release);
    }

    [Theory]
    [InlineData("max", 60, 26_600)]
    [InlineData("max", 0, 25_600)]
    [InlineData("409600", 60, 25_700)]
    [InlineData("0", 60, 25_600)]
    public void A_cgroup_v2_has_its_limit_and_the_swap_it_allows(string swapMax, int swappiness, long pages)
    {
        V2("job", "104857600", swapMax);
        _tree.Write("proc/sys/vm/swappiness", $"{swappiness}\n");
        Assert.Equal(pages, Of("/job").TotalPages);
        Assert.Null(Of("/job").LimitedBy);
        Assert.Equal("/job", Of("/sys/fs/cgroup/job").CgroupPath);
    }

    [Fact]
    public void Without_a_limit_the_one_above_counts()
    {
        V2("a", "104857600", "0");
        V2("a/b", "max", "max");
        V2("c", "max", "max");
        Assert.Equal(("/a", 25_600L), (Of("/a/b").LimitedBy, Of("/a/b").TotalPages!.Value));
        Assert.Equal(("/", 101_000L), (Of("/c").LimitedBy, Of("/c").TotalPages!.Value));
        Assert.True(Of("/c").IsUnlimited);
        Assert.False(Of("/a/b").IsUnlimited);
    }

    // What a container sees of itself: its own cgroup is the root.
    [Fact]
    public void In_a_cgroup_namespace_the_root_may_have_the_limit()
    {
        V2("app/web", "max", "max");
        V2("app", "max", "max");
        V2(".", "104857600", "0");
        Assert.Equal(("/", 25_600L, false), (Of("/app/web").LimitedBy, Of("/app/web").TotalPages!.Value, Of("/app/web").IsUnlimited));
        Assert.Equal(("/", 104857600L), CgroupFiles.LimitAbove(_tree.Root, "/app/web"));
        Assert.Null(CgroupFiles.LimitAbove(_tree.Root, "/"));
        Assert.True(Of("/").Includes("/app/web"));
        Assert.False(Of("/").Includes("/../other"));
        Assert.False(Of("/").Includes("/.."));
    }

    [Fact]
    public void A_survey_has_the_root_where_it_is_a_container()
    {
        V2("app", "max", "max");
        V2(".", "104857600", "0");
        foreach (string folder in new[] { "", "app/" })
        {
            _tree.Write($"sys/fs/cgroup/{folder}memory.current", "52428800\n");
            _tree.Write($"sys/fs/cgroup/{folder}memory.stat", "anon 52428800\nfile 0\nslab_reclaimable 0\nslab_unreclaimable 0\n");
        }

        MemoryUsage[] usages = OomTools.Snapshots.CgroupSurvey.Read(_tree.Root, CgroupHierarchy.Find(_tree.Root)!, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["Cgroup / holds 50 of 100 MiB", "Cgroup /app holds 50 MiB and has no limit of its own (/ above it has 100 MiB)"],
            usages.Select(usage => usage.Summary.Split(':')[0]));
    }

    [Theory]
    [InlineData("9223372036854771712", 60, 26_600)]
    [InlineData("104857600", 60, 25_600)]
    [InlineData("105267200", 60, 25_700)]
    [InlineData("9223372036854771712", 0, 25_600)]
    public void A_cgroup_v1_limits_memory_and_swap_together(string both, int swappiness, long pages)
    {
        _tree.Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "0\n");
        _tree.Write("sys/fs/cgroup/memory/job/memory.stat", "cache 0\n");
        _tree.Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "104857600\n");
        _tree.Write("sys/fs/cgroup/memory/job/memory.memsw.limit_in_bytes", both + "\n");
        _tree.Write("sys/fs/cgroup/memory/job/memory.swappiness", $"{swappiness}\n");
        _tree.Write("sys/fs/cgroup/memory/job/memory.use_hierarchy", "0\n");
        Assert.Equal(pages, Of("job").TotalPages);
        Assert.True(Of("job").IsWithoutChildren);
    }

    [Fact]
    public void A_mounted_part_of_the_hierarchy_is_found_by_directory_and_by_path()
    {
        _tree.Write("proc/self/mountinfo", "35 31 0:32 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        V2("", "104857600", "0");
        V2("job", "4096000", "0");
        Assert.Equal("/docker/x/job", Of("/sys/fs/cgroup/job").CgroupPath);
        Assert.Equal("/docker/x/job", Of("/docker/x/job").CgroupPath);
        Assert.Equal(1000, Of("/docker/x/job").TotalPages);
    }

    [Fact]
    public void Nodes_have_their_pages_and_all_swap()
    {
        string snapshot = CaptureFiles.Sample("5.10.0-32-amd64/numa-cpuset/before");
        var root = new SystemRoot(snapshot);
        long present = 0;
        bool isNode1 = false;
        foreach (string[] fields in File.ReadAllLines(Path.Combine(snapshot, "proc/zoneinfo")).Select(Snapshot.Fields))
        {
            isNode1 = fields[0] == "Node" ? fields[1] == "1," : isNode1;
            present += isNode1 && fields[0] == "present" ? Snapshot.Number(fields[1]) : 0;
        }

        Assert.NotEqual(0, present);
        Assert.Equal(present + (Snapshot.MemInfo("5.10.0-32-amd64/numa-cpuset/before", "SwapTotal") / 4), OomDomains.OfNodes(root, [1]).Value!.TotalPages);
        // All nodes are the machine.
        Assert.Null(OomDomains.OfNodes(root, [0, 1]).Value!.Nodes);
        Assert.Equal(OomDomains.OfMachine(root).Value!.TotalPages, OomDomains.OfNodes(root, [0, 1]).Value!.TotalPages);
    }

    [Fact]
    public void The_outermost_group_up_to_the_limited_cgroup_dies()
    {
        V2("a", "104857600", "0");
        _tree.Write("sys/fs/cgroup/a/memory.oom.group", "1\n");
        _tree.Write("sys/fs/cgroup/a/b/memory.oom.group", "1\n");
        _tree.Write("sys/fs/cgroup/a/b/c/memory.oom.group", "0\n");
        CgroupHierarchy hierarchy = CgroupHierarchy.Find(_tree.Root)!;
        Assert.Equal("/a", new OomGroups(_tree.Root, hierarchy, null).Of("/a/b/c"));
        Assert.Equal("/a/b", new OomGroups(_tree.Root, hierarchy, "/a/b").Of("/a/b/c"));
        Assert.Null(new OomGroups(_tree.Root, hierarchy, "/a/b/c").Of("/a/b/c"));
        Assert.Null(new OomGroups(_tree.Root, hierarchy, null).Of("/"));
        Assert.Null(new OomGroups(_tree.Root, hierarchy, null).Of("no/slash"));
    }

    private OomDomain Of(string path) => OomDomains.OfCgroup(_tree.Root, CgroupHierarchy.Find(_tree.Root)!, path).Value!;

    private void V2(string path, string limit, string swap)
    {
        _tree.Write($"sys/fs/cgroup/{path}/memory.stat", "anon 0\n");
        _tree.Write($"sys/fs/cgroup/{path}/memory.max", limit + "\n");
        _tree.Write($"sys/fs/cgroup/{path}/memory.swap.max", swap + "\n");
    }
}
