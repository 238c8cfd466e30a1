using System.Management.Automation;

namespace OomTools.Tests;

public sealed class PageAllocationTests : IDisposable
{
    private readonly ModuleSession _session = new(100);

    public void Dispose() => _session.Dispose();

    private static string HighOrder => Repository.Fixture("5.10.0-32-amd64", "high-order", "console.log");

    [Fact]
    public void Each_zone_has_a_row_with_every_term()
    {
        PageAllocationTest[] tests = Tests("Test-PageAllocation 9 -Root $args[0]", CapturedTree.Slab);
        Assert.Equal(["DMA", "DMA32"], tests.Select(test => test.Zone));

        // zoneinfo: DMA32 free 1146, boost 512, min 920, nr_free_cma 0, protection (0, 0, 0, 0); buddyinfo: one block of order 9.
        PageAllocationTest dma32 = tests[1];
        Assert.Equal((PageAllocationVerdict.Shortage, 1146 * 4096L, (1146 - 511) * 4096L), (dma32.Verdict, dma32.Free!.Value, dma32.Usable!.Value));
        Assert.Equal((920 * 4096L, 512 * 4096L, 920 * 4096L, 0L), (dma32.Watermark!.Value, dma32.Boost!.Value, dma32.Needs!.Value, dma32.LowmemReserve!.Value));
        Assert.Equal((1L, 9, "min", "GFP_KERNEL", 9), (dma32.BlockCount!.Value, dma32.LargestOrder!.Value, dma32.WatermarkName, dma32.GfpFlags, dma32.Order!.Value));
        Assert.Null(dma32.Agrees);
        Assert.Equal("", dma32.Missing);
    }

    [Theory]
    [InlineData("0", "True")]
    [InlineData("9", "True")]
    [InlineData("0 GFP_KERNEL, __GFP_DMA32", "True")]
    [InlineData("0 0x1", "True")]
    [InlineData("20", "False")]
    public void Quiet_says_whether_it_would_succeed(string request, string answer) =>
        Assert.Equal(answer, Assert.Single(_session.Run($"Test-PageAllocation {request} -Quiet -Root $args[0]", CapturedTree.Slab)).ToString());

    [Theory]
    [InlineData("GFP_ATOMIC, __GFP_COMP", "GFP_ATOMIC|__GFP_COMP")]
    [InlineData("'GFP_ATOMIC|__GFP_COMP'", "GFP_ATOMIC|__GFP_COMP")]
    [InlineData("'GFP_ATOMIC | __GFP_COMP'", "GFP_ATOMIC|__GFP_COMP")]
    [InlineData("0xcc0", "GFP_KERNEL")]
    [InlineData("3264", "GFP_KERNEL")]
    public void Flags_are_names_or_a_number(string flags, string names) =>
        Assert.All(Tests($"Test-PageAllocation 0 {flags} -Root $args[0]", CapturedTree.Slab), test => Assert.Equal(names, test.GfpFlags));

    [Fact]
    public void A_request_that_may_not_wait_may_take_of_the_mark()
    {
        // 920 pages of min, of which 512 are boost. Order 1: 920 - 460 - 115; order 0 goes below the boost: 408 - 204 - 51.
        Assert.Equal(345 * 4096, Tests("Test-PageAllocation 1 GFP_ATOMIC -Root $args[0]", CapturedTree.Slab)[1].Mark);
        Assert.Equal(153 * 4096, Tests("Test-PageAllocation 0 GFP_ATOMIC -Root $args[0]", CapturedTree.Slab)[1].Mark);
    }

    [Fact]
    public void What_only_root_may_read_is_named()
    {
        using var tree = new TemporaryCapture(CapturedTree.Slab);
        File.Delete(tree.PathOf("proc/pagetypeinfo"));
        Assert.All(Tests("Test-PageAllocation 1 -Root $args[0]", tree.Path), test => Assert.Contains("pagetypeinfo", test.Missing, StringComparison.Ordinal));
        File.Delete(tree.PathOf("proc/buddyinfo"));
        PageAllocationTest[] tests = Tests("Test-PageAllocation 1 -Root $args[0]", tree.Path);
        Assert.All(tests, test => Assert.Contains("buddyinfo", test.Missing, StringComparison.Ordinal));
        Assert.Equal(PageAllocationVerdict.Unknown, tests[0].Verdict);
    }

    [Fact]
    public void A_report_is_replayed_and_agrees()
    {
        PageAllocationTest[] tests = Tests("Get-OomReport -LiteralPath $args[0] -Newest 1 | Test-PageAllocation", HighOrder);
        Assert.Equal([PageAllocationVerdict.Fragmentation, PageAllocationVerdict.Fragmentation], tests.Select(test => test.Verdict));
        Assert.All(tests, test => Assert.True(test.Agrees));
        Assert.Equal("False", Assert.Single(_session.Run("Get-OomReport -LiteralPath $args[0] -Newest 1 | Test-PageAllocation -Quiet", HighOrder)).ToString());
    }

    [Fact]
    public void A_report_that_was_saved_is_replayed_too()
    {
        object report = Assert.Single(_session.Run("Get-OomReport -LiteralPath $args[0] -Newest 1", HighOrder));
        PSObject saved = _session.ThroughClixml(report);
        PageAllocationTest[] tests = [.. _session.Run("$args[0] | Test-PageAllocation", saved).Select(test => (PageAllocationTest)test.BaseObject)];
        Assert.Empty(_session.Errors);
        Assert.Equal(Tests("Get-OomReport -LiteralPath $args[0] -Newest 1 | Test-PageAllocation", HighOrder).Select(test => test.Reason), tests.Select(test => test.Reason));
    }

    [Fact]
    public void Every_shipped_report_agrees_or_says_what_is_missing()
    {
        string[] logs = Directory.GetFiles(Repository.Fixture(), "console.log", SearchOption.AllDirectories);
        int zones = 0;
        foreach (string log in logs)
        {
            foreach (PageAllocationTest test in Tests("Get-OomReport -LiteralPath $args[0] | Test-PageAllocation", log))
            {
                Assert.True(test.Agrees == true || test.Missing.Length > 0, $"{log}: {test}");
                Assert.True(test.Agrees != true || test.Verdict != PageAllocationVerdict.Succeeds);
                zones += test.Zone is null ? 0 : 1;
            }
        }

        Assert.NotEqual(0, zones);
    }

    [Theory]
    [InlineData("Test-PageAllocation 0 GFP_KERNAL -Root $args[0]", "GfpFlagUnknown")]
    [InlineData("Test-PageAllocation 0 'GFP_KERNEL|' -Root $args[0]", "GfpFlagUnknown")]
    [InlineData("Test-PageAllocation 0 -Node 7 -Root $args[0]", "NodeNotFound")]
    public void What_does_not_exist_is_an_error(string command, string id)
    {
        Assert.Empty(_session.Run(command, CapturedTree.Slab));
        Assert.StartsWith(id + ",", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_zoneinfo_there_is_no_answer()
    {
        using var tree = new TemporaryCapture(CapturedTree.Slab);
        File.Delete(tree.PathOf("proc/zoneinfo"));
        Assert.Empty(_session.Run("Test-PageAllocation 0 -Root $args[0]", tree.Path));
        Assert.StartsWith("SystemFileMissing,", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_are_completed() =>
        Assert.Equal(["GFP_TRANSHUGE", "GFP_TRANSHUGE_LIGHT"], _session.Complete("Test-PageAllocation 9 -GfpFlags gfp_tr"));

    [Fact]
    public void A_screen()
    {
        string table = _session.Show(
            "Test-PageAllocation 9 -Root $args[0]; Get-OomReport -LiteralPath $args[1] -Newest 1 | Test-PageAllocation; Get-OomReport -LiteralPath $args[2] -Newest 1 | Test-PageAllocation",
            CapturedTree.Slab, HighOrder, Repository.Fixture("6.1.0-50-amd64", "memcg-nested", "console.log"));
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100));
        Assert.DoesNotContain("…", table, StringComparison.Ordinal);
        GoldenScreen.AssertSame("PageAllocationTest-100", table);
    }

    [Fact]
    public void It_comes_back_from_clixml_as_it_was()
    {
        PageAllocationTest before = Tests("Test-PageAllocation 9 -Root $args[0]", CapturedTree.Slab)[1];
        PageAllocationTest after = Assert.IsType<PageAllocationTest>(_session.ThroughClixml(before).BaseObject);
        Assert.All(typeof(PageAllocationTest).GetProperties(), property => Assert.Equal(property.GetValue(before), property.GetValue(after)));
    }

    private PageAllocationTest[] Tests(string command, string argument)
    {
        PageAllocationTest[] tests = [.. _session.Run(command, argument).Select(test => (PageAllocationTest)test.BaseObject)];
        Assert.Empty(_session.Errors);
        return tests;
    }
}
