namespace OomTools.Core.Tests.Oom;

/// <summary>Requests that failed without a kill: page allocation, stall, vmalloc, slab, in every form.</summary>
public class FailureTests
{
    [Theory]
    [InlineData("ksoftirqd/0: page allocation failure. order:1, mode:0x20", "ksoftirqd/0", 1, 0x20UL, "GFP_ATOMIC")]
    [InlineData("a: b: page allocation failure: order:4, mode:0x40d0", "a: b", 4, 0x40d0UL, "GFP_KERNEL|__GFP_COMP")]
    [InlineData("x: page allocation failure: order:5, mode:0x24040c0(GFP_KERNEL|__GFP_COMP)", "x", 5, 0x24040c0UL, "GFP_KERNEL|__GFP_COMP")]
    [InlineData("x: page allocation failure: order:0, mode:0xa20(GFP_ATOMIC), nodemask=(null),cpuset=a b,mems_allowed=0", "x", 0, 0xa20UL, "GFP_ATOMIC")]
    public void The_first_line_of_every_kernel(string line, string name, int order, ulong mask, string flags)
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read(line));
        Assert.Equal((OomKind.AllocationFailure, OomOutcome.AllocationFailed), (report.Kind, report.Outcome));
        Assert.Equal((name, order, mask, flags), (report.TriggerName, report.Order!.Value, report.GfpMask!.Value, report.GfpFlags));
        Assert.Equal(4096L << order, report.RequestSize);
        Assert.Equal("process and kernel, call trace, Mem-Info", report.Missing);
        Assert.Equal(line.Contains("cpuset=", StringComparison.Ordinal) ? "a b" : null, report.Cpuset);
    }

    [Theory]
    [InlineData("x: page allocation stalls for 10120ms, order:0, mode:0x14201ca(GFP_HIGHUSER_MOVABLE|__GFP_COLD), nodemask=(null)", "page allocation stalls for 10120ms")]
    [InlineData("x: page allocation stall for 11 secs: order:0, mode:0xcc0(GFP_KERNEL) nodemask=(null)", "page allocation stall for 11 secs")]
    public void A_stalled_request_was_still_running(string line, string detail)
    {
        OomReport report = Assert.Single(ConsoleFeeder.Read(line));
        Assert.Equal((OomKind.AllocationFailure, OomOutcome.Unknown), (report.Kind, report.Outcome));
        Assert.Equal(("x", 0, detail), (report.TriggerName, report.Order!.Value, report.Detail));
    }

    [Fact]
    public void Vmalloc_failures_before_and_after_4_9_are_one_report_each()
    {
        List<OomReport> reports = ConsoleFeeder.Read("""
            vmalloc: allocation failure, allocated 4096 of 8192000 bytes
            modprobe: page allocation failure: order:0, mode:0xd2
            CPU: 0 PID: 5 Comm: modprobe Not tainted 4.4.0 #1
            modprobe: vmalloc error: size 104857600, page order 0, failed to allocate pages, mode:0xdc0(GFP_KERNEL|__GFP_ZERO), nodemask=(null),cpuset=/,mems_allowed=0
            """);
        Assert.Equal(2, reports.Count);
        Assert.Equal("vmalloc: allocation failure, allocated 4096 of 8192000 bytes", reports[0].Detail);
        Assert.Equal(8192000, reports[0].RequestSize);
        Assert.Equal(("modprobe", 5), (reports[0].TriggerName, reports[0].TriggerPid!.Value));
        Assert.Equal("vmalloc error: size 104857600, page order 0, failed to allocate pages", reports[1].Detail);
        Assert.Equal(104857600, reports[1].RequestSize);
        Assert.Equal("GFP_KERNEL|__GFP_ZERO", reports[1].GfpFlags);
    }

    [Fact]
    public void A_slab_failure_stands_alone_or_belongs_to_the_page_allocation_before_it()
    {
        OomReport alone = Assert.Single(ConsoleFeeder.Read("""
            SLUB: Unable to allocate memory on node -1, gfp=0x2080020(GFP_ATOMIC)
              cache: kmalloc-4096, object size: 4096, buffer size: 4096, default order: 3, min order: 0
              node 0: slabs: 10, objs: 80, free: 0
            """));
        Assert.Equal(OomKind.AllocationFailure, alone.Kind);
        Assert.Equal("GFP_ATOMIC", alone.GfpFlags);
        Assert.StartsWith("SLUB: Unable to allocate memory on node -1", alone.Detail, StringComparison.Ordinal);
        Assert.Equal("", alone.Missing);

        OomReport both = Assert.Single(ConsoleFeeder.Read("""
            x: page allocation failure: order:0, mode:0x2080020(GFP_ATOMIC)
            CPU: 0 PID: 5 Comm: x Not tainted 4.9.0 #1
            Mem-Info:
            active_anon:1 inactive_anon:2 isolated_anon:0
            100 pages RAM
            SLUB: Unable to allocate memory on node -1, gfp=0x2080020(GFP_ATOMIC)
              cache: kmalloc-4096, object size: 4096, buffer size: 4096, default order: 3, min order: 0
            """));
        Assert.Equal("x", both.TriggerName);
        Assert.StartsWith("SLUB: ", both.Detail, StringComparison.Ordinal);
    }
}
