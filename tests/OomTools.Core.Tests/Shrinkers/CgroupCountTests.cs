using OomTools.Shrinkers;
using OomTools.Tests.Procfs;

namespace OomTools.Tests.Shrinkers;

public sealed class CgroupCountTests
{
    private const string Unified = "1 1 0:1 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";

    [Theory]
    // 5.10 to 6.11; 6.12 and later with the v1 controller.
    [InlineData("#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t9\t1\nmemory\t0\t1234\t1\n", "nr_descendants 7\n", 1234)]
    // Without it.
    [InlineData("#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t9\t1\n", "nr_descendants 1500\nnr_dying_descendants 30\n", 1530)]
    [InlineData("#subsys_name\thierarchy\tnum_cgroups\tenabled\n", "nr_descendants 1500\nnr_subsys_cpu 40\nnr_subsys_memory 1200\nnr_dying_descendants 30\nnr_dying_subsys_memory 25\n", 1225)]
    [InlineData("", "", 0)]
    public void Memory_cgroups_are_counted_on_every_kernel(string cgroups, string stat, long count)
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/cgroups", cgroups);
        tree.Write("proc/self/mountinfo", Unified);
        tree.Write("sys/fs/cgroup/cgroup.stat", stat);
        Assert.Equal(count, CgroupCount.Read(tree.Root));
    }
}
