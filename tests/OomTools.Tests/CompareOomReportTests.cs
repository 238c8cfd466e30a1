namespace OomTools.Tests;

public sealed class CompareOomReportTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-OomReport $args[0] | Compare-OomReport")]
    [InlineData("$r = Get-OomReport $args[0]; Compare-OomReport $r[0] $r[1]")]
    [InlineData("$r = Get-OomReport $args[0]; $r[1] | Compare-OomReport -ReferenceObject $r[0]")]
    [InlineData("$s = [System.Management.Automation.PSSerializer]; $s::Deserialize($s::Serialize(@(Get-OomReport $args[0]), 3)) | Compare-OomReport")]
    public void Two_reports_however_they_come(string script)
    {
        OomDifference[] rows = Rows(script, Slab);
        // The log's two "slab_unreclaimable:" lines, in pages.
        string log = File.ReadAllText(Slab);
        long[] pages = [.. System.Text.RegularExpressions.Regex.Matches(log, @"slab_unreclaimable:(\d+)").Select(match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(2, pages.Length);
        OomDifference row = rows.Single(row => row.Name == nameof(OomReport.SlabUnreclaimable));
        Assert.Equal((pages[0] * 4096, pages[1] * 4096, (pages[1] - pages[0]) * 4096), (row.Reference!.Value, row.Difference!.Value, row.Delta!.Value));
    }

    [Fact]
    public void Area_Top_and_IncludeEqual()
    {
        OomDifference[] all = Rows("Get-OomReport $args[0] | Compare-OomReport -IncludeEqual", Slab);
        OomDifference[] some = Rows("Get-OomReport $args[0] | Compare-OomReport -Area Slab, Task -Top 3", Slab);
        Assert.Equal(3, some.Length);
        Assert.All(some, row => Assert.True(row.Area is DifferenceArea.Slab or DifferenceArea.Task));
        Assert.True(all.Length > Rows("Get-OomReport $args[0] | Compare-OomReport", Slab).Length);
        Assert.Contains(all, row => row.Delta == 0);
    }

    [Fact]
    public void An_incident_that_came_as_properties_only_stands_for_its_samples_and_is_no_report()
    {
        // As over SSH, and from JSON.
        const string Bag = "$bag = [ordered] @{}; (Get-OomSummary $args[0]).PSObject.Properties | ForEach-Object { $bag[$_.Name] = $_.Value }; $bag = [pscustomobject] $bag; ";
        OomDifference[] rows = Rows(Bag + "Compare-OomReport $bag (Get-OomReport $args[1])", Storm, Slab);
        Assert.Empty(_session.Errors);
        Assert.Contains("Averages of 12 and 2 reports.", rows[0].Summary, StringComparison.Ordinal);
        foreach ((string command, string error) in (ReadOnlySpan<(string, string)>)[("Limit-OomReport", "InputNotReport,"), ("Get-OomSummary", "InputNotSupported,")])
        {
            Assert.Empty(_session.Run($"{Bag} $bag | {command}", Storm));
            Assert.StartsWith(error, Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_report_against_the_machine_as_it_was_captured()
    {
        OomDifference[] rows = Rows("(Get-OomReport $args[0])[0] | Compare-OomReport -WithLive -Root $args[1]", Slab, CapturedTree.Slab);
        Assert.Empty(_session.Errors);
        OomDifference total = Rows("(Get-OomReport $args[0])[0] | Compare-OomReport -WithLive -Root $args[1] -IncludeEqual", Slab, CapturedTree.Slab)
            .Single(row => row is { Area: DifferenceArea.Memory, Name: nameof(OomReport.SlabUnreclaimable) });
        long kilobytes = File.ReadLines(Path.Combine(CapturedTree.Slab, "proc", "meminfo")).Where(line => line.StartsWith("SUnreclaim:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture)).Single();
        Assert.Equal(kilobytes * 1024, total.Difference);
        Assert.Equal((1L, 0L), (total.ReferenceCount, total.DifferenceCount));
        Assert.Contains(rows, row => row.Area == DifferenceArea.Slab);
        Assert.Contains(rows, row => row is { Area: DifferenceArea.Zone, Name: "Node 0 DMA32 Free" });
    }

    [Fact]
    public void The_running_machine()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The running kernel can be read on Linux only.");
        OomDifference[] rows = Rows("(Get-OomReport $args[0])[0] | Compare-OomReport -WithLive", Slab);
        Assert.Empty(_session.Errors);
        Assert.True(rows.Single(row => row.Name == nameof(OomReport.TotalMemory)).Difference > 0);
        Assert.Contains(rows, row => row.Area == DifferenceArea.Task && row.Difference > 0);
    }

    [Fact]
    public void No_row_of_an_area_that_one_side_does_not_tell_is_no_equality()
    {
        // The storm's reports have no list of slab caches, the other one has; neither is of a cgroup.
        Assert.NotEmpty(Rows("Compare-OomReport (Get-OomReport $args[0])[0] (Get-OomReport $args[1])[0] -Area Memory, Slab, Cgroup", Storm, Slab));
        Assert.Equal(2, _session.Warnings.Count);
        Assert.Contains("the area Slab:", _session.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("the area Cgroup:", _session.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_and_summaries()
    {
        OomDifference[] rows = Rows("Compare-OomReport (Get-OomSummary $args[0]) (Get-OomReport $args[1])", Storm, Slab);
        Assert.All(rows, row => Assert.Equal((12L, 2L), (row.ReferenceCount, row.DifferenceCount)));
        Assert.Contains("Cause: SlabUnreclaimable instead of AnonymousMemory.", rows[0].Summary, StringComparison.Ordinal);
        Assert.Contains("Averages of 12 and 2 reports.", rows[0].Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-OomReport $args[0] | Compare-OomReport", "NotTwoReports")]
    [InlineData("5 | Compare-OomReport -WithLive", "InputNotReport")]
    [InlineData("@(Get-OomReport $args[0])[0] | Compare-OomReport -ReferenceObject 'text'", "InputNotReport")]
    [InlineData("(Get-OomReport $args[0])[0] | Compare-OomReport -WithLive -Root no/such/root", "RootNotFound")]
    [InlineData("$bare = Get-OomReport $args[0] | Where-Object IsComplete -eq $false; Compare-OomReport $bare[0] $bare[1]", "NothingInCommon")]
    public void Errors(string script, string id)
    {
        Assert.Empty(_session.Run(script, Storm));
        Assert.Equal(id + ",OomTools.Commands.CompareOomReportCommand", _session.Errors[0].FullyQualifiedErrorId);
    }

    [Fact]
    public void A_cgroup_that_is_gone_and_kinds_that_do_not_fit()
    {
        string cgroup = Repository.Fixture("7.3.4+deb13-amd64", "memcg", "console.log");
        Assert.Empty(_session.Run("Get-OomReport $args[0] | Compare-OomReport -WithLive -Root $args[1]", cgroup, CapturedTree.Slab));
        Assert.Equal("CgroupNotFound,OomTools.Commands.CompareOomReportCommand", _session.Errors[0].FullyQualifiedErrorId);
        Assert.StartsWith("The report's memory cgroup '/job' does not exist there now", _session.Errors[0].Exception.Message, StringComparison.Ordinal);
        Rows("Compare-OomReport (Get-OomReport $args[0]) (Get-OomReport $args[1])", cgroup, Slab);
        Assert.Contains("cgroups", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_screen()
    {
        using var session = new ModuleSession(100);
        string screen = session.Show("Get-OomReport $args[0] | Compare-OomReport -Top 12", Slab);
        Assert.All(screen.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("Difference-100", screen);

        // All of it can be seen on 80 columns.
        using var narrow = new ModuleSession(80);
        Assert.Contains(narrow.Show("Get-OomReport $args[0] | Compare-OomReport -Top 1", Slab).Split('\n'), line => line.EndsWith(" -6.8 MiB    ×0.0", StringComparison.Ordinal));
    }

    private OomDifference[] Rows(string script, params object[] arguments) =>
        [.. _session.Run(script, arguments).Select(row => Assert.IsType<OomDifference>(row.BaseObject))];

    private static string Slab => Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "console.log");

    private static string Storm => Repository.Fixture("5.10.0-32-amd64", "storm-global", "console.log.gz");
}
