using System.Text;
using OomTools.Oom;

namespace OomTools.Core.Tests.Oom;

/// <summary>Lines of several reports, hosts and records that were torn.</summary>
public class InterleavedTests
{
    private const string Outer = """
        [  10.000001] mysqld invoked oom-killer: gfp_mask=0x100dca(GFP_HIGHUSER_MOVABLE|__GFP_ZERO), order=0, oom_score_adj=0
        [  10.000002] CPU: 0 PID: 431 Comm: mysqld Not tainted 5.10.0-32-amd64 #1 Debian 5.10.223-1
        [  10.000003] Call Trace:
        [  10.000004]  dump_stack+0x6b/0x83
        [  10.000005] Mem-Info:
        [  10.000006] active_anon:1351 inactive_anon:44789 isolated_anon:0
        [  10.000006]  free:631 free_pcp:21 free_cma:0
        [  10.000007] Node 0 DMA32 free:1612kB min:1660kB low:2072kB high:2484kB present:245620kB managed:198792kB
        [  10.000008] lowmem_reserve[]: 0 0 0 0 0
        [  10.000009] Node 0 DMA32: 13*4kB (UME) 19*8kB (UME) = 204kB
        [  10.000010] 65403 pages RAM
        [  10.000011] 11728 pages reserved
        [  10.000012] Tasks state (memory values in pages):
        [  10.000013] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
        [  10.000014] [    415]     0   415     1310     1151    45056        0             0 sshd
        [  10.000015] [    431]     0   431    14878    14484   151552        0             0 mysqld
        [  10.000016] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=mysqld,pid=431,uid=0
        [  10.000017] Out of memory: Killed process 431 (mysqld) total-vm:59512kB, anon-rss:57228kB, file-rss:4kB, shmem-rss:704kB, UID:0 pgtables:148kB oom_score_adj:0
        """;

    private const string Inner = """
        [  10.000007] swapper/1: page allocation failure: order:1, mode:0xa20(GFP_ATOMIC), nodemask=(null),cpuset=/,mems_allowed=0
        [  10.000007] CPU: 1 PID: 0 Comm: swapper/1 Not tainted 5.10.0-32-amd64 #1 Debian 5.10.223-1
        [  10.000007] Call Trace:
        [  10.000007]  <IRQ>
        [  10.000007]  warn_alloc+0x100/0x170
        [  10.000007]  </IRQ>
        [  10.000007] Mem-Info:
        [  10.000007] active_anon:2000 inactive_anon:44789 isolated_anon:0
        [  10.000007]  free:99 free_pcp:21 free_cma:0
        [  10.000007] Node 0 DMA32 free:396kB min:1660kB low:2072kB high:2484kB present:245620kB managed:198792kB
        [  10.000007] lowmem_reserve[]: 0 0 0 0 0
        [  10.000007] Node 0 DMA32: 99*4kB (UME) 0*8kB = 396kB
        [  10.000007] 65403 pages RAM
        [  10.000007] 11728 pages reserved
        """;

    [Fact]
    public void A_failure_may_interrupt_a_report_at_any_line()
    {
        string[] outer = Outer.Split('\n');
        string[] inner = Inner.Split('\n');
        for (int at = 1; at < outer.Length; at++)
        {
            List<OomReport> reports = ConsoleFeeder.Read(string.Join('\n', outer[..at].Concat(inner).Concat(outer[at..])));
            Assert.Equal(2, reports.Count);
            AssertOuter(reports.Single(report => report.Kind == OomKind.Global));
            AssertInner(reports.Single(report => report.Kind == OomKind.AllocationFailure));
        }
    }

    [Fact]
    public void With_caller_ids_lines_may_alternate()
    {
        string[] outer = [.. Outer.Split('\n').Select(line => line.Replace("] ", "][  T431] ", StringComparison.Ordinal)).Select(OnlyFirst)];
        string[] inner = [.. Inner.Split('\n').Select(line => line.Replace("] ", "][    C1] ", StringComparison.Ordinal)).Select(OnlyFirst)];
        var mixed = new List<string>();
        for (int i = 0; i < outer.Length; i++)
        {
            mixed.Add(outer[i]);
            if (i < inner.Length)
            {
                mixed.Add(inner[i]);
            }
        }

        List<OomReport> reports = ConsoleFeeder.Read(string.Join('\n', mixed));
        Assert.Equal(2, reports.Count);
        AssertOuter(reports.Single(report => report.Kind == OomKind.Global));
        AssertInner(reports.Single(report => report.Kind == OomKind.AllocationFailure));

        // Replace() also reached into the lines with further brackets.
        static string OnlyFirst(string line)
        {
            int second = line.IndexOf("][  ", StringComparison.Ordinal) + 1;
            string id = line[second..(line.IndexOf(']', second) + 1)];
            return line[..(second + id.Length)] + line[(second + id.Length)..].Replace(id, "", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Two_hosts_in_one_log_are_two_machines()
    {
        var assembler = new OomAssembler(new OomLogOptions());
        var reports = new List<OomReport>();
        long number = 0;
        foreach (string line in Outer.Split('\n'))
        {
            foreach (string host in (string[])["web01", "web02"])
            {
                string text = host == "web01" ? line : line.Replace("431", "987", StringComparison.Ordinal);
                ConsoleFeeder.Feed(assembler, Encoding.UTF8.GetBytes(text), ++number, host);
            }
        }

        assembler.End();
        ConsoleFeeder.Drain(assembler, reports);
        Assert.Equal(2, reports.Count);
        Assert.Equal(431, reports.Single(report => report.HostName == "web01").VictimPid);
        Assert.Equal(987, reports.Single(report => report.HostName == "web02").VictimPid);
        Assert.All(reports, report => Assert.Equal("", report.Missing));
    }

    [Fact]
    public void Pieces_of_torn_lines_are_put_together()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            java invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=
            (null)
            ,  order=0, oom_score_adj=0
            java cpuset=
            batch
             mems_allowed=0-1
            CPU: 0 PID: 5 Comm: java Not tainted 4.14.0 #1
            Call Trace:
             dump_stack+0x63/0x8b
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
             free:3 free_pcp:0 free_cma:0
            Node 1 
            Normal free:400kB min:100kB low:125kB high:150kB present:4096kB managed:4000kB
            lowmem_reserve[]:
             0
             7
            usb 1-1: new device
             8
            Node 1 Normal: 
            5*4kB 
            (UM) 
            3*8kB 
            0*16kB 
            = 44kB
            1024 pages RAM
            24 pages reserved
            [ pid ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
            [    5]     0     5    10000     9000   114688        0             0 java
            Out of memory: Kill process 5 (java) score 900 or sacrifice child
            Killed process 5 (java) total-vm:40000kB, anon-rss:36000kB, file-rss:0kB, shmem-rss:0kB
            """));
        Assert.Equal("", report.Missing);
        Assert.Null(report.NodeMask);
        Assert.Equal(0, report.Order);
        Assert.Equal(("batch", "0-1"), (report.Cpuset, report.MemsAllowed));
        MemoryZone zone = Assert.Single(report.Zones);
        Assert.Equal((1, "Normal", 400 * 1024L), (zone.Node, zone.Name, zone.Free!.Value));
        Assert.Equal([0, 7 * 4096, 8 * 4096], zone.LowmemReserve);
        Assert.Equal([5, 3, 0], zone.FreeBlocks);
        Assert.Equal(["UM", "", ""], zone.MigrateTypes);
    }

    [Fact]
    public void A_torn_line_whose_rest_is_lost_does_not_split_its_report()
    {
        string torn = Outer.Replace("present:245620kB managed:198792kB", "present:", StringComparison.Ordinal);

        OomReport report = Assert.Single(ConsoleFeeder.Read(torn));
        Assert.Equal((431, 2, ""), (report.VictimPid!.Value, report.TaskCount!.Value, report.Missing));
        Assert.Equal((1612 * 1024L, null), (Assert.Single(report.Zones).Free!.Value, report.Zones[0].Managed));
        Assert.Equal([0, 0, 0, 0, 0], report.Zones[0].LowmemReserve);
    }

    [Theory]
    [InlineData("managed:", "managed:\n")] // a mail or a terminal broke the line: its rest has no prefix
    [InlineData("high:", "high:\n")]
    public void A_line_broken_by_who_sent_it_is_put_together(string text, string broken)
    {
        string log = string.Join('\n', Outer.Split('\n').Select(line => "Dec 20 03:17:52 web01 kernel: " + line))
            .Replace(text, broken, StringComparison.Ordinal);
        using var reader = new OomLogReader(new MemoryStream(Encoding.UTF8.GetBytes(log)), new OomLogOptions { TimeZone = TimeZoneInfo.Utc });

        OomReport report = reader.Read(TestContext.Current.CancellationToken)!;
        Assert.Null(reader.Read(TestContext.Current.CancellationToken));
        Assert.Equal("web01", report.HostName);
        AssertOuter(report);
        Assert.Equal((2484 * 1024L, 198792 * 1024L), (report.Zones[0].High!.Value, report.Zones[0].Managed!.Value));
    }

    /// <summary>A mail breaks lines at blanks; what is quoted has a mark in front.</summary>
    [Theory]
    [InlineData("6.12.107+deb13-amd64", "", "", 72)]
    [InlineData("6.12.107+deb13-amd64", "> ", "> ", 72)]
    [InlineData("6.12.107+deb13-amd64", "> > ", "> > ", 76)]
    [InlineData("5.10.0-32-amd64", "", "", 72)]
    [InlineData("5.10.0-32-amd64", "> ", "> ", 60)]
    [InlineData("5.10.0-32-amd64", "Nov 25 09:05:00 web01 kernel: ", "", 120)]
    [InlineData("6.12.107+deb13-amd64", "Nov 25 09:05:00 web01 kernel: ", "", 80)]
    public void A_report_that_a_mail_broke_is_whole(string kernel, string prefix, string further, int width)
    {
        string file = Path.Combine(Samples.RequireRoot(), kernel, "global-anon", "console.log");
        List<byte[]> lines = ConsoleFeeder.Lines(File.ReadAllBytes(file));
        int start = lines.FindIndex(line => line.AsSpan().IndexOf(" invoked oom-killer: "u8) > 0);
        int count = lines.FindIndex(start, line => line.AsSpan().IndexOf(" Killed process "u8) > 0) - start + 1;
        List<byte[]> printed = lines.GetRange(start, count);
        OomReport expected = Assert.Single(ConsoleFeeder.Read(printed));
        string broken = string.Concat(printed.Select(line => Broken(Encoding.Latin1.GetString(line), prefix, further, width)));

        using var reader = new OomLogReader(new MemoryStream(Encoding.Latin1.GetBytes(broken)), new OomLogOptions { TimeZone = TimeZoneInfo.Utc });
        OomReport report = reader.Read(TestContext.Current.CancellationToken)!;
        Assert.Null(reader.Read(TestContext.Current.CancellationToken));
        Assert.Equal((expected.Summary, expected.Missing, expected.Uptime), (report.Summary, report.Missing, report.Uptime));
        Assert.Equal((expected.GfpMask, expected.Order, expected.VictimPid, expected.TaskCount), (report.GfpMask, report.Order, report.VictimPid, report.TaskCount));
        Assert.Equal(
            expected.Zones.Select(zone => (zone.Name, zone.Free, zone.Min, zone.Managed, zone.FreePerCpu, string.Join(' ', zone.FreeBlocks), string.Join(' ', zone.LowmemReserve))),
            report.Zones.Select(zone => (zone.Name, zone.Free, zone.Min, zone.Managed, zone.FreePerCpu, string.Join(' ', zone.FreeBlocks), string.Join(' ', zone.LowmemReserve))));
        Assert.Equal(
            expected.Nodes.Select(node => (node.Node, node.ActiveAnon, node.Shmem, node.KernelStack, node.AllUnreclaimable)),
            report.Nodes.Select(node => (node.Node, node.ActiveAnon, node.Shmem, node.KernelStack, node.AllUnreclaimable)));
    }

    private static string Broken(string line, string prefix, string further, int width)
    {
        var text = new StringBuilder(prefix);
        int column = prefix.Length;
        foreach (string word in line.Split(' '))
        {
            if (column + word.Length >= width && text[^1] == ' ')
            {
                text.Length--;
                text.Append('\n').Append(further);
                column = further.Length;
            }

            text.Append(word).Append(' ');
            column += word.Length + 1;
        }

        text.Length--;
        return text.Append('\n').ToString();
    }

    [Fact]
    public void A_torn_summary_line_is_put_together()
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read("""
            java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0
            oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null)
            ,cpuset=/,mems_allowed=0
            eth0: link up
            ,oom_memcg=/a
            ,task_memcg=/a/b,task=java,pid=5,uid=0
            Memory cgroup out of memory: Killed process 5 (java) total-vm:40000kB, anon-rss:36000kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:80kB oom_score_adj:0
            """));
        Assert.Equal(("/a", "/a/b", 1), (report.CgroupPath, report.VictimCgroup, report.VictimCount));
    }

    [Fact]
    public void Pages_of_64_KiB_are_read_from_the_buddy_lines_or_from_the_victim()
    {
        OomReport machine = Assert.Single(ConsoleFeeder.Read("""
            app invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=1, oom_score_adj=0
            Mem-Info:
            active_anon:10 inactive_anon:2 isolated_anon:0
            Node 0 DMA: 1*64kB (U) 0*128kB 2*256kB (M) = 576kB
            """));
        Assert.Equal(65536, machine.MemInfo!.PageSize);
        Assert.Equal(655360, machine.MemInfo.ActiveAnon);
        Assert.Equal(131072, machine.RequestSize);

        OomReport cgroup = Assert.Single(ConsoleFeeder.Read("""
            [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name
            [    431]     0   431      930      900   151552        0             0 mysqld
            Memory cgroup out of memory: Killed process 431 (mysqld) total-vm:59520kB, anon-rss:57600kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:148kB oom_score_adj:0
            """));
        Assert.Equal(930 * 65536L, cgroup.Tasks[0].TotalVm);
    }

    private static void AssertOuter(OomReport report)
    {
        Assert.Equal((431, 2, ""), (report.VictimPid!.Value, report.TaskCount!.Value, report.Missing));
        Assert.Equal(1351 * 4096, report.MemInfo!.ActiveAnon);
        Assert.Equal(1612 * 1024, Assert.Single(report.Zones).Free);
        Assert.Equal([13, 19], report.Zones[0].FreeBlocks);
        Assert.Equal(["dump_stack"], report.CallTrace);
    }

    private static void AssertInner(OomReport report)
    {
        Assert.Equal(("swapper/1", 0, ""), (report.TriggerName, report.TriggerPid!.Value, report.Missing));
        Assert.Equal(2000 * 4096, report.MemInfo!.ActiveAnon);
        Assert.Equal([99, 0], Assert.Single(report.Zones).FreeBlocks);
        Assert.Equal(["warn_alloc"], report.CallTrace);
    }
}
