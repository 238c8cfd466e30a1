using System.Diagnostics;
using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class SystemRootTests
{
    public static IEnumerable<TheoryDataRow<string>> Snapshots => Snapshot.All();

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void A_captures_page_size_and_kernel_are_known(string snapshot)
    {
        SystemRoot root = Snapshot.Root(snapshot);
        Assert.False(root.IsLive);
        Assert.Equal(4096, root.PageSize);
        Assert.Equal(Snapshot.Fields(Snapshot.Lines(snapshot, "proc/version")[0])[2], root.KernelRelease);
        Assert.Null(root.BootTime);
    }

    [Theory]
    [InlineData("MemTotal: 1000000 kB\n", "managed 15625\n", 65536)]
    [InlineData("MemTotal: 1000000 kB\n", "managed 62500\n", 16384)]
    [InlineData("MemTotal: 1000000 kB\n", "managed 100000\n        managed 150000\n", 4096)]
    [InlineData("", "", 4096)]
    [InlineData("Hugepagesize: 524288 kB\n", "", 65536)]
    [InlineData("Hugepagesize: 32768 kB\n", "", 16384)]
    [InlineData("Hugepagesize: 2048 kB\n", "", 4096)]
    [InlineData("MemTotal: 1000000 kB\nHugepagesize: 524288 kB\n", "managed 250000\n", 4096)]
    [InlineData("MemTotal: 1000000 kB\n", "managed 3\n", 4096)]
    public void A_captures_page_size_follows_from_its_numbers(string meminfo, string managed, int pageSize)
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", meminfo);
        tree.Write("proc/zoneinfo", "Node 0, zone Normal\n        " + managed);
        Assert.Equal(pageSize, tree.Root.PageSize);
    }

    [Theory]
    [InlineData("cpu  9 9\ncpu0 1 2\ncpu3 1 2\nintr 5\nctxt 1\n", "", 2)]
    [InlineData("", "Node 0, zone DMA\n  pagesets\n    cpu: 0\n              count: 1\n    cpu: 1\n  vm stats threshold: 5\nNode 0, zone Normal\n    cpu: 0\n    cpu: 1\n", 2)]
    [InlineData("", "", 1)]
    public void The_cpus_are_counted(string stat, string zoneinfo, int count)
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/stat", stat);
        tree.Write("proc/zoneinfo", zoneinfo);
        Assert.Equal(count, tree.Root.CpuCount);
    }

    [Fact]
    public void Without_zoneinfo_the_free_pages_tell_the_page_size()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", "MemTotal: 1000000 kB\nMemFree: 640100 kB\n");
        tree.Write("proc/vmstat", "nr_free_pages 10000\n");
        Assert.Equal(65536, tree.Root.PageSize);
    }

    [Fact]
    public void Memory_that_the_zones_do_not_have_does_not_mislead()
    {
        // A guest with virtio-mem: MemTotal counts 16 GB that are not plugged in yet.
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", "MemTotal: 24684096 kB\nMemFree: 22061668 kB\nAnonPages: 400000 kB\nShmem: 220000 kB\nSReclaimable: 90000 kB\n");
        tree.Write("proc/zoneinfo", "Node 0, zone Normal\n        managed 1956406\n");
        tree.Write("proc/vmstat", "nr_free_pages 1300812\nnr_anon_pages 100010\nnr_shmem 55000\nnr_slab_reclaimable 22500\n");
        Assert.Equal(4096, tree.Root.PageSize);
    }

    [Fact]
    public void Boot_time_and_release_of_a_sosreport()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/stat", "cpu 1 2\nbtime 1700000000\n");
        tree.Write("sos_commands/kernel/uname_-a", "Linux db1.example 5.14.0-70.el9.x86_64 #1 SMP x86_64 GNU/Linux\n");
        Assert.Equal(new DateTime(2023, 11, 14, 22, 13, 20, DateTimeKind.Utc), tree.Root.BootTime);
        Assert.Equal("5.14.0-70.el9.x86_64", tree.Root.KernelRelease);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../../../../../../etc/passwd")]
    [InlineData("../proc/../../../../../../../../../../etc/passwd")]
    public void A_link_does_not_lead_out_of_a_capture(string target)
    {
        using var tree = new TemporaryTree();
        tree.Link("proc/meminfo", target);
        Assert.Equal(SystemFileStatus.Missing, MemInfoFile.Read(tree.Root).Status);
        tree.Write("etc/passwd", "MemTotal: 1 kB\n");
        Assert.Equal(1024, MemInfoFile.Read(tree.Root).Value!.MemTotal);
    }

    [Fact]
    public void A_linked_directory_does_not_lead_out_of_a_capture()
    {
        using var outside = new TemporaryTree();
        outside.Write("meminfo", "MemTotal: 1 kB\n");
        using var tree = new TemporaryTree();
        tree.Link("proc", outside.PathOf("."));
        Assert.Equal(SystemFileStatus.Missing, MemInfoFile.Read(tree.Root).Status);
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        using var tree = new TemporaryTree();
        tree.Link("proc/meminfo", "meminfo2");
        tree.Link("proc/meminfo2", "meminfo");
        Assert.Equal(SystemFileStatus.Failed, MemInfoFile.Read(tree.Root).Status);
        tree.Link("proc/vmstat", "vmstat/vmstat/vmstat/vmstat/vmstat/vmstat/vmstat/vmstat/vmstat/vmstat");
        Assert.Equal(SystemFileStatus.Failed, VmStat.Read(tree.Root).Status);
    }

    [Fact]
    public void A_pipe_in_a_capture_does_not_block()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "FIFOs are made with mkfifo.");
        using var tree = new TemporaryTree();
        tree.Write("proc/version", "Linux version 6.1\n");
        using (var mkfifo = Process.Start("mkfifo", tree.PathOf("proc/meminfo")))
            mkfifo.WaitForExit();
        SystemReading<MemInfo> reading = MemInfoFile.Read(tree.Root);
        Assert.Equal(SystemFileStatus.Failed, reading.Status);
        Assert.Equal("/proc/meminfo", reading.Path);
    }

    [Fact]
    public void A_directory_in_a_files_place_is_a_failure()
    {
        using var tree = new TemporaryTree();
        Directory.CreateDirectory(tree.PathOf("proc/meminfo"));
        Assert.Equal(SystemFileStatus.Failed, MemInfoFile.Read(tree.Root).Status);
    }

    [Fact]
    public void A_file_that_is_too_large_is_not_read()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", "");
        using (FileStream file = File.OpenWrite(tree.PathOf("proc/meminfo")))
            file.SetLength(SystemFile.MaximumLength + 4096L);
        Assert.Equal(SystemFileStatus.TooLarge, MemInfoFile.Read(tree.Root).Status);
    }

    [Fact]
    public void A_file_of_another_kind_is_not_recognized()
    {
        using var tree = new TemporaryTree();
        tree.Write("proc/meminfo", "hello\n");
        tree.Write("proc/slabinfo", "slabinfo - version: 1.1\n");
        Assert.Equal(SystemFileStatus.Unrecognized, MemInfoFile.Read(tree.Root).Status);
        Assert.Equal(SystemFileStatus.Unrecognized, SlabInfo.Read(tree.Root).Status);
    }

    [Fact]
    public void An_empty_or_absent_root_has_nothing()
    {
        var root = new SystemRoot("/nowhere/at/all");
        Assert.Equal(SystemFileStatus.Missing, MemInfoFile.Read(root).Status);
        Assert.Equal(SystemFileStatus.Missing, SlabInfo.Read(root).Status);
        Assert.Equal(SystemFileStatus.Missing, CgroupFiles.Read(root, "/").Status);
        Assert.Empty(ProcessTable.Read(root, TestContext.Current.CancellationToken));
        Assert.Equal(4096, root.PageSize);
    }
}
