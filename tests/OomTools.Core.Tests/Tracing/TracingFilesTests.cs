using System.Text;
using OomTools.Tests.Procfs;
using OomTools.Tracing;

namespace OomTools.Tests.Tracing;

public sealed class TracingFilesTests
{
    private const string Mounts = """
        22 27 0:6 / /sys rw - sysfs sysfs rw
        23 22 0:7 /instances/x /sys/kernel/tracing rw - tracefs tracefs rw
        24 22 0:7 / /mnt/a\040b rw - tracefs tracefs rw
        25 22 0:7 / /mnt/trace rw,nosuid shared:16 - tracefs nodev rw
        26 22 0:8 / /sys/kernel/debug rw shared:3 master:1 - debugfs debugfs rw
        """;

    [Theory]
    [InlineData("tracefs", "/sys/kernel/tracing", "/mnt/trace")] // the usual place shows a part only
    [InlineData("debugfs", "/sys/kernel/debug", "/sys/kernel/debug")]
    [InlineData("cgroup2", "/sys/fs/cgroup", null)]
    public void A_mount_is_found(string type, string usual, string? expected) =>
        Assert.Equal(expected, MountPoint.Find(Encoding.UTF8.GetBytes(Mounts), type, usual));

    [Fact]
    public void The_usual_place_comes_first() => Assert.Equal(
        "/sys/kernel/tracing",
        MountPoint.Find(Encoding.UTF8.GetBytes(Mounts + "\n27 22 0:7 / /sys/kernel/tracing rw - tracefs tracefs rw"), "tracefs", "/sys/kernel/tracing"));

    [Fact]
    public void Lost_events_are_those_of_all_three_counters() =>
        // per_cpu/cpu0/stats of 6.18.
        Assert.Equal(111, TraceInstance.LostIn("entries: 95\noverrun: 100\ncommit overrun: 1\nbytes: 7868\noldest event ts:  6312.5\nnow ts:  6320.6\ndropped events: 10\nread events: 0\n"u8));

    [Fact]
    public void A_name_says_whose_instance_it_is()
    {
        var name = new TraceInstanceName(4026531836, 815, 123456, 7);
        Assert.Equal("oomtools-4026531836-815-123456-7", name.ToString());
        Assert.Equal(name, TraceInstanceName.Parse(name.ToString()));
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("oomtools-")]
    [InlineData("oomtools-1-2-3")]
    [InlineData("oomtools-1-2-3-4-5")]
    [InlineData("oomtools-1--2-3-4")]
    [InlineData("oomtools-1-2-3-x")]
    public void Other_names_are_not_ours(string name) => Assert.Null(TraceInstanceName.Parse(name));

    [Fact]
    public void An_instance_is_stale_when_its_process_is_another_one_or_gone()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Processes are looked up in /proc.");
        TraceInstanceName own = TraceInstanceName.Own(1);
        Assert.False(own.IsStale());
        Assert.True((own with { StartTime = own.StartTime + 1 }).IsStale());
        Assert.True((own with { Pid = int.MaxValue }).IsStale());
        Assert.False((own with { PidNamespace = 1, Pid = int.MaxValue }).IsStale());
    }

    [Fact]
    public void Only_stale_instances_of_ours_are_removed()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Processes are looked up in /proc.");
        using var tree = new TemporaryTree();
        string instances = tree.PathOf("instances");
        string stale = (TraceInstanceName.Own(1) with { Pid = int.MaxValue }).ToString();
        string own = TraceInstanceName.Own(1).ToString();
        foreach (string name in new[] { stale, own, "other", "oomtools-mine" })
            Directory.CreateDirectory(Path.Combine(instances, name));
        using var tracing = new TraceFileSystem(tree.PathOf(""));
        Assert.Equal([stale], StaleInstances.Remove(tracing));
        Assert.Equal(new[] { "oomtools-mine", own, "other" }.Order(), Directory.GetDirectories(instances).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Symbols_are_found_by_address()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/kallsyms", "ffffffff81000000 T _text\nffffffff81000100 t super_cache_scan\nffffffff81000100 T __pfx_alias\nffffffff81000180 d some_data\nffffffffc0000000 t ext4_es_scan\t[ext4]\n0000000000000000 A hidden\n");
        using KernelSymbols symbols = KernelSymbols.Read(tree.Root);
        Assert.Equal(new KernelSymbol("super_cache_scan", null, 0), symbols.Find(0xffffffff81000100));
        Assert.Equal(new KernelSymbol("super_cache_scan", null, 0x90), symbols.Find(0xffffffff81000190));
        Assert.Equal(new KernelSymbol("ext4_es_scan", "ext4", 4), symbols.Find(0xffffffffc0000004));
        Assert.Null(symbols.Find(0xffffffff80ffffff));
        Assert.Null(symbols.Find(0xffffffffd0000000));
    }

    [Fact]
    public void Hidden_symbols_are_none()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/kallsyms", "0000000000000000 T _text\n0000000000000000 t super_cache_scan\n");
        using KernelSymbols symbols = KernelSymbols.Read(tree.Root);
        Assert.False(symbols.IsKnown);
        Assert.False(KernelSymbols.HasAddress("0000000000000000 A fixed_percpu_data\n0000000000000000 T _text\n"u8));
        Assert.True(KernelSymbols.HasAddress("0000000000000000 A fixed_percpu_data\n0000000000001000 A cpu_debug_store\n"u8));
        Assert.Null(symbols.Find(0));
    }

    [Fact]
    public void Saved_names_may_hold_blanks()
    {
        using var tree = new TemporaryTree();
        tree.Write("saved_cmdlines", "48 kswapd0\n812 Web Content\n9 <...>\nx y\n");
        using var tracing = new TraceFileSystem(tree.PathOf(""));
        var names = new TaskNames(tracing);
        names.ReadSaved();
        Assert.Equal(["kswapd0", "Web Content", null, "<idle>"], new[] { 48, 812, 9, 0 }.Select(names.Of));
    }
}
