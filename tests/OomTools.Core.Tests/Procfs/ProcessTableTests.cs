using System.Diagnostics;
using OomTools.Procfs;

namespace OomTools.Tests.Procfs;

public sealed class ProcessTableTests
{
    [Fact]
    public void A_process_of_6_12()
    {
        ProcessStatus status = ProcessStatus.Parse("""
            Name:	Web Content\n\\x
            State:	D (disk sleep)
            Tgid:	812
            PPid:	1
            Uid:	1000	1001	1002	1003
            CapEff:	0000000000200000
            VmSize:	 1000 kB
            VmLck:	    4 kB
            VmRSS:	  600 kB
            RssAnon:	  300 kB
            RssFile:	  200 kB
            RssShmem:	  100 kB
            VmPTE:	   44 kB
            VmSwap:	    8 kB
            HugetlbPages:	 2048 kB
            Threads:	7
            Mems_allowed_list:	0-1
            """u8);
        Assert.Equal("Web Content\n\\x", ProcessStatus.Unescape(status.Name));
        Assert.Equal("D"u8, status.State);
        Assert.Equal(812, status.ThreadGroup);
        Assert.Equal(1000, status.Uid);
        Assert.True(status.IsPrivileged);
        Assert.Equal(600 << 10, status.Rss);
        Assert.Equal((300 + 200 + 100) << 10, status.AnonRss + status.FileRss + status.ShmemRss);
        Assert.Equal(44 << 10, status.PageTables);
        Assert.Equal(8 << 10, status.Swap);
        Assert.Equal(2048 << 10, status.HugePages);
        Assert.Equal("0-1"u8, status.MemsAllowed);
    }

    [Fact]
    public void Page_tables_were_two_lines_once() =>
        Assert.Equal(20 << 10, ProcessStatus.Parse("Name: x\nVmPTE: 12 kB\nVmPMD: 8 kB\n"u8).PageTables);

    [Theory]
    [InlineData(@"a\\nb", @"a\nb")]
    [InlineData(@"a\nb", "a\nb")]
    [InlineData(@"a\\\nb", "a\\\nb")]
    [InlineData(@"tail\", @"tail\")]
    public void Escapes_in_a_name_are_undone_once(string printed, string name) =>
        Assert.Equal(name, ProcessStatus.Unescape(System.Text.Encoding.UTF8.GetBytes(printed)));

    [Fact]
    public void A_captured_process_table_is_read()
    {
        using var tree = new TemporaryTree();
        Process(tree, 7, "kworker/0:1\nState:\tI (idle)", "0\n", "0\n", "0::/\n");
        Process(tree, 30, "mysqld\nVmSize: 100 kB\nVmRSS: 50 kB", "700\n", "-17\n", "4:memory:/db\n0::/other\n");
        tree.Write("proc/31/stat", "no status");
        tree.Write("proc/self/status", "Name: no\n");
        ProcessMemory[] processes = ProcessTable.Read(tree.Root, TestContext.Current.CancellationToken);
        Assert.Equal([7, 30], processes.Select(process => process.Pid));
        Assert.True(processes[0].HasNoMemory);
        Assert.False(processes[1].HasNoMemory);
        Assert.Equal(50 << 10, processes[1].Rss);
        Assert.Equal(700, processes[1].OomScore);
        Assert.Equal(-17, processes[1].OomScoreAdj);
        Assert.Equal("/db", processes[1].CgroupPath);
    }

    [Fact]
    public void A_process_whose_first_thread_has_ended_has_the_memory_of_the_others()
    {
        using var tree = new TemporaryTree();
        Process(tree, 30, "server\nState:\tZ (zombie)\nThreads:\t2", "700\n", "5\n", "0::/db\n");
        tree.Write("proc/30/task/30/status", "Name:\tserver\nState:\tZ (zombie)\n");
        tree.Write("proc/30/task/31/status", "Name:\tworker\nState:\tS (sleeping)\nVmSize: 100 kB\nVmRSS: 50 kB\n");
        ProcessMemory process = Assert.Single(ProcessTable.Read(tree.Root, TestContext.Current.CancellationToken));
        Assert.Equal((30, 50L << 10, 700, 5, "/db"), (process.Pid, process.Rss!.Value, process.OomScore!.Value, process.OomScoreAdj!.Value, process.CgroupPath));
    }

    // v1, 6.18: what /proc said of a process whose first thread had ended.
    [Fact]
    public void Its_cgroup_is_that_of_a_thread_that_lives()
    {
        using var tree = new TemporaryTree();
        Process(tree, 30, "server\nState:\tZ (zombie)\nThreads:\t2", "700\n", "5\n", "4:memory:/\n0::/\n");
        tree.Write("proc/30/task/30/status", "Name:\tserver\nState:\tZ (zombie)\n");
        tree.Write("proc/30/task/31/status", "Name:\tworker\nState:\tS (sleeping)\nVmSize: 100 kB\nVmRSS: 50 kB\n");
        tree.Write("proc/30/task/31/cgroup", "4:memory:/db\n0::/\n");
        Assert.Equal("/db", Assert.Single(ProcessTable.Read(tree.Root, TestContext.Current.CancellationToken)).CgroupPath);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  two blanks", "  two blanks")]
    [InlineData("\ta tab", "\ta tab")]
    public void A_name_of_nothing_or_blanks_hides_no_process(string printed, string name)
    {
        using var tree = new TemporaryTree();
        Process(tree, 30, printed, "700\n", "5\n", "0::/db\n");
        Assert.Equal(name, Assert.Single(ProcessTable.Read(tree.Root, TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public void Processes_of_this_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        ProcessMemory[] processes = ProcessTable.Read(new SystemRoot(), TestContext.Current.CancellationToken);
        ProcessMemory own = processes.Single(process => process.Pid == Environment.ProcessId);
        string[] status = File.ReadAllLines("/proc/self/status");
        Assert.Equal(Value(status, "Name"), own.Name);
        Assert.Equal(Value(status, "PPid"), $"{own.ParentPid}");
        Assert.Equal(File.ReadAllText("/proc/self/oom_score_adj").Trim(), $"{own.OomScoreAdj}");
        Assert.EndsWith(own.CgroupPath!, File.ReadAllLines("/proc/self/cgroup").First(line => line.Contains(own.CgroupPath!, StringComparison.Ordinal)), StringComparison.Ordinal);
        // Read a moment apart, while the tests run.
        Assert.InRange(own.Rss!.Value, 1L << 20, 4L << 30);
        Assert.Equal(own.Rss, own.AnonRss + own.FileRss + own.ShmemRss);
        Assert.Equal(1, processes[0].Pid);
        Assert.Equal(processes.Length, processes.Select(process => process.Pid).Distinct().Count());
    }

    [Fact]
    public void Without_init_the_processes_of_others_are_hidden()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a live root.");
        Assert.True(ProcessTable.HidesOthers(new SystemRoot(), [new ProcessMemory { Pid = 77 }]));
        Assert.False(ProcessTable.HidesOthers(new SystemRoot(), [new ProcessMemory { Pid = 1 }, new ProcessMemory { Pid = 77 }]));
        Assert.False(ProcessTable.HidesOthers(new SystemRoot(), []));
        // A capture may hold some processes only.
        using var tree = new TemporaryTree();
        Assert.False(ProcessTable.HidesOthers(tree.Root, [new ProcessMemory { Pid = 77 }]));
    }

    [Fact]
    public void A_process_that_is_gone_is_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo("true"))!;
        process.WaitForExit();
        Assert.Null(ProcessTable.Read(new SystemRoot(), process.Id));
    }

    [Fact]
    public void Reading_a_process_allocates_little_more_than_its_object()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        var root = new SystemRoot();
        ProcessMemory[] processes = ProcessTable.Read(root, TestContext.Current.CancellationToken);
        long before = GC.GetAllocatedBytesForCurrentThread();
        processes = ProcessTable.Read(root, TestContext.Current.CancellationToken);
        long perProcess = (GC.GetAllocatedBytesForCurrentThread() - before) / processes.Length;
        // The object has about 300 bytes, its name 50; cgroup paths are shared by neighbours.
        Assert.InRange(perProcess, 1, 700);
    }

    private static void Process(TemporaryTree tree, int pid, string status, string score, string adjustment, string cgroup)
    {
        tree.Write($"proc/{pid}/status", $"Name:\t{status}\n");
        tree.Write($"proc/{pid}/oom_score", score);
        tree.Write($"proc/{pid}/oom_score_adj", adjustment);
        tree.Write($"proc/{pid}/cgroup", cgroup);
    }

    private static string Value(string[] lines, string name) => lines.Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();
}
