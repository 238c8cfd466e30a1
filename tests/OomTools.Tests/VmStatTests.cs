namespace OomTools.Tests;

public sealed class VmStatTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Wildcards_choose_counters_in_the_file_s_order() =>
        Assert.Equal(
            ["allocstall_dma", "allocstall_dma32", "allocstall_normal", "allocstall_movable", "allocstall_device", "oom_kill"],
            Counters("Get-VmStat OOM_*, allocstall_* -Root $args[0]", CapturedTree.Slab).Select(counter => counter.Name));

    [Fact]
    public void A_counter_says_what_it_is_about()
    {
        VmCounter kills = Assert.Single(Counters("Get-VmStat oom_kill -Root $args[0]", CapturedTree.Slab));
        Assert.Equal(VmCounterGroup.Oom, kills.Group);
        Assert.False(kills.IsGauge);
        Assert.Null(kills.Rate);
        Assert.True(Assert.Single(Counters("Get-VmStat nr_free_pages -Root $args[0]", CapturedTree.Slab)).IsGauge);
    }

    [Fact]
    public void A_wildcard_that_matches_nothing_gives_nothing()
    {
        Assert.Empty(_session.Run("Get-VmStat no_such_* -Root $args[0]", CapturedTree.Slab));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Every_capture_s_counters_are_those_of_its_lines()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            string[] expected = [.. CapturedTree.Fields(tree, "vmstat").Select(fields => $"{fields[0]} {fields[1]}")];
            Assert.Equal(expected, Counters("Get-VmStat -Root $args[0]", tree).Select(counter => counter.ToString()));
        }
    }

    [Fact]
    public void The_running_kernel_s_counters_come_for_any_user()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The running kernel is read on Linux only.");
        string[] names = [.. File.ReadLines("/proc/vmstat").Select(line => line.Split(' ')[0])];
        Assert.Equal(names, _session.Run("Get-VmStat").Select(counter => ((VmCounter)counter.BaseObject).Name));
        Assert.Empty(_session.Errors);
    }

    private VmCounter[] Counters(string script, string root)
    {
        VmCounter[] counters = [.. _session.Run(script, root).Select(counter => (VmCounter)counter.BaseObject)];
        Assert.Empty(_session.Errors);
        return counters;
    }
}
