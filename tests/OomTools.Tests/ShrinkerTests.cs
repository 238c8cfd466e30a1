using System.IO.Compression;
using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>Get-KernelShrinker and Measure-KernelShrinker, as far as they need no tracing.</summary>
public sealed class ShrinkerTests : IDisposable
{
    private const string Measure = "Measure-KernelShrinker -LiteralPath $args[0]";

    private readonly ModuleSession _session = new(100);
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    private static string Trace => Repository.Fixture("6.12.107+deb13-amd64", "shrinkers", "trace.txt");

    [Fact]
    public void A_saved_trace_gives_its_shrinkers_most_requested_first()
    {
        ShrinkerActivity[] activities = Activities(Measure, Trace);
        // grep -c mm_shrink_slab_start: 196 calls of 8 shrinkers.
        Assert.Equal(196, activities.Sum(activity => activity.Calls));
        Assert.Equal(8, activities.Length);
        Assert.Equal(activities.Select(activity => activity.Requested).OrderDescending(), activities.Select(activity => activity.Requested));
        Assert.All(activities, activity => Assert.Equal(Trace, activity.Source));
        Assert.Equal(["indexer", "kswapd0"], activities.SelectMany(activity => activity.Callers).Select(caller => caller.Name).Distinct().Order());
    }

    [Theory]
    [InlineData("-Top 1", "sb-*")]
    [InlineData("-Name ext4-es*", "ext4-es:*")]
    [InlineData("-Name super_cache_scan -Top 2", "sb-*", "sb-*")]
    [InlineData("-Name none*")]
    public void What_is_chosen(string parameters, params string[] names) =>
        Assert.Equal(names, Activities($"{Measure} {parameters}", Trace).Select(activity => activity.Name));

    [Fact]
    public void A_name_that_no_trace_can_have_is_warned_about()
    {
        Assert.Single(Activities(Measure + " -Name sb-ext4:vda, ext4_es_scan", Trace));
        Assert.Contains("sb-ext4:vda", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.Contains("sb-*", _session.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(["ext4-es:*"], _session.Complete("Measure-KernelShrinker -Name ext"));
    }

    [Theory]
    [InlineData("Measure-KernelShrinker -Path $args[0]")]
    [InlineData("[System.IO.FileInfo]::new($args[0]) | Measure-KernelShrinker")]
    [InlineData("[System.IO.File]::ReadAllLines($args[0]) | Measure-KernelShrinker")]
    [InlineData(", [System.IO.File]::ReadAllText($args[0]) | Measure-KernelShrinker")]
    public void Every_way_to_name_a_trace_gives_the_same(string script) =>
        Assert.Equal(Activities(Measure, Trace).Select(Numbers), Activities(script, Trace).Select(Numbers));

    [Fact]
    public void A_compressed_trace_is_read()
    {
        string path = Path.Combine(_root, "trace.gz");
        using (var target = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            target.Write(File.ReadAllBytes(Trace));
        Assert.Equal(Activities(Measure, Trace).Select(Numbers), Activities(Measure, path).Select(Numbers));
    }

    [Fact]
    public void Each_file_is_a_trace_of_its_own() =>
        Assert.Equal(16, Activities("Measure-KernelShrinker -Path $args[0], $args[0]", Trace).Length);

    [Fact]
    public void Lost_events_are_warned_about()
    {
        string path = Path.Combine(_root, "trace.txt");
        File.WriteAllText(path, File.ReadAllText(Trace).Replace("392/392", "392/400", StringComparison.Ordinal));
        Assert.All(Activities(Measure, path), activity => Assert.Equal(8, activity.LostEvents));
        Assert.Contains("8 events", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_activity_comes_back_from_clixml_with_its_callers()
    {
        PSObject back = _session.ThroughClixml(Activities(Measure + " -Top 1", Trace)[0]);
        var activity = Assert.IsType<ShrinkerActivity>(back.BaseObject);
        Assert.Equal(Numbers(Activities(Measure + " -Top 1", Trace)[0]), Numbers(activity));
        Assert.Equal(2, activity.Callers.Length);
        Assert.Equal(1, activity.Callers.Sum(caller => caller.Share), 6);
    }

    [Theory]
    [InlineData("nothing.txt", null, "LogNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("other.txt", "# tracer: nop\n bash-1 [000] .... 1.0: sched_switch: x\n", "TraceHasNoShrinkers", ErrorCategory.InvalidData)]
    [InlineData("context.txt", "mm_shrink_slab_start: super_cache_scan+0x0/0x210 00000000acf68c10: nid: 0 objects to shrink 0 gfp_flags GFP_KERNEL cache items 1 delta 0 total_scan 0 priority 0\n", "TraceHasNoShrinkers", ErrorCategory.InvalidData)]
    [InlineData("bad.gz", "no gzip at all", "LogCorrupt", ErrorCategory.InvalidData)]
    public void Errors_of_files(string name, string? content, string id, ErrorCategory category)
    {
        string path = Path.Combine(_root, name);
        if (content is not null)
            File.WriteAllText(path, content);
        Assert.Empty(_session.Run(Measure, path));
        AssertError(id, category);
    }

    [Fact]
    public void An_object_that_is_no_file_is_an_error()
    {
        Assert.Empty(_session.Run("5 | Measure-KernelShrinker"));
        AssertError("InputNotSupported", ErrorCategory.InvalidType);
    }

    [Fact]
    public void The_screen_says_who_asked_and_what_it_means()
    {
        string table = _session.Show(Measure, Trace);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100, line));
        GoldenScreen.AssertSame("ShrinkerActivity-100", table);
    }

    [Fact]
    public void Large_numbers_stay_in_one_piece()
    {
        string text = string.Concat(Enumerable.Range(1, 400).Select(i =>
            $" kswapd0-48 [000] .N.. {i}.1: mm_shrink_slab_start: f+0x0/0x1 01: nid: 0 objects to shrink 736 gfp_flags 0 cache items 3001 delta 750 total_scan 30864197 priority 3\n"
            + $" kswapd0-48 [000] .N.. {i}.9: mm_shrink_slab_end: f+0x0/0x1 01: nid: 0 unused scan count 736 new scan count 100 total_scan 42 last shrinker return val 20000000\n"));
        // 400 * 30 864 197 = 12 345 678 800, less 400 * 42, and 400 * 0.8 s.
        using var session = new ModuleSession(80);
        Assert.Contains("  400  12 346 M 12 346 M  8 000 M  65 % 5.3 min kswapd0", session.Show("Measure-KernelShrinker -InputObject $args[0]", text), StringComparison.Ordinal);
        Assert.Contains("   12 346 M   12 346 M    8 000 M  5.3 min", _session.Show("(Measure-KernelShrinker -InputObject $args[0]).Callers", text), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_and_cgroups_that_are_told_apart_stand_in_the_table()
    {
        string table = _session.Show(Measure + " -ByNode -Top 1", Trace);
        Assert.Contains(" node 0\n", table, StringComparison.Ordinal);
        string text = " a-1 [000] .... 1.0: mm_shrink_slab_start: f+0x0/0x1 01: nid: 1 pid: 1 memcg_id: 29 objects to shrink 7 gfp_flags 0 cache items 5 delta 9 total_scan 12 priority 5\n"
            + " a-1 [000] .... 1.1: mm_shrink_slab_end: f+0x0/0x1 01: nid: 1 pid: 1 memcg_id: 29 unused scan count 7 new scan count 0 total_scan 1 last shrinker return val 10\n";
        Assert.Contains(" node 1 number 29\n", _session.Show("Measure-KernelShrinker -InputObject $args[0] -ByNode -ByCgroup", text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_s_name_cannot_command_the_terminal()
    {
        using var session = new ModuleSession(100, ansi: true);
        string text = File.ReadAllText(Trace).Replace("indexer-789", "\u001b[31mx\u202e-789", StringComparison.Ordinal);
        string screen = session.Show("Measure-KernelShrinker -InputObject $args[0]; (Measure-KernelShrinker -InputObject $args[0])[0].Callers", text);
        Assert.DoesNotContain("\u001b[31mx", screen, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', screen);
    }

    [Fact]
    public void Shrinkers_of_a_capture_come_with_most_objects_first()
    {
        Shrinker("mm-shadow-21", "1 5 7\n");
        Shrinker("sb-tmpfs-29", "1 100\n4711 20\n");
        KernelShrinker[] shrinkers = Shrinkers("");
        Assert.Equal([("sb-tmpfs", 29, 120L, 2), ("mm-shadow", 21, 12L, 1)], shrinkers.Select(one => (one.Name, one.Id, one.Objects, one.CgroupCount)));
        Assert.Equal([("sb-tmpfs", "/"), ("sb-tmpfs", null), ("mm-shadow", "/")], Shrinkers("-ByCgroup").Select(one => (one.Name, one.CgroupPath)));
        Assert.Equal([("mm-shadow", 1, 7L), ("mm-shadow", 0, 5L)], Shrinkers("-ByNode mm*").Select(one => (one.Name, one.Node!.Value, one.Objects)));
        Assert.Equal("sb-tmpfs", Assert.Single(Shrinkers("-Top 1")).Name);
        // What a measurement calls sb-* is found by that name.
        Assert.Equal("sb-tmpfs", Assert.Single(_session.Run("[pscustomobject]@{ Name = 'sb-*' } | Get-KernelShrinker -Root $args[0]", _root)).Properties["Name"].Value);
        Assert.Empty(_session.Warnings);
    }

    [Fact]
    public void Shrinkers_fit_a_terminal_of_80_columns_with_their_cgroups()
    {
        Shrinker("sb-ext4:mapper-vg0-lv0-29", "1 100\n4711 20\n");
        using var session = new ModuleSession(80);
        string table = session.Show("Get-KernelShrinker -ByCgroup -Root $args[0]", _root);
        Assert.Equal(["/", "number 4711"], Rows(table).Select(row => row[58..].Trim()));
        Assert.Equal("2", Rows(session.Show("Get-KernelShrinker -Root $args[0]", _root))[0][58..].Trim());
        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));

        static string[] Rows(string table) => [.. table.Split('\n').Where(line => line.StartsWith("sb-", StringComparison.Ordinal))];
    }

    [Fact]
    public void A_shrinker_comes_back_from_clixml()
    {
        Shrinker("mm-shadow-21", "1 5 7\n");
        var back = Assert.IsType<KernelShrinker>(_session.ThroughClixml(Shrinkers("")[0]).BaseObject);
        Assert.Equal((12L, 2), (back.Objects, back.NodeObjects.Length));
    }

    [Fact]
    public void A_name_that_no_shrinker_bears_is_an_error()
    {
        Shrinker("mm-shadow-21", "1 5\n");
        Assert.Single(_session.Run("Get-KernelShrinker nothing, mm-shadow -Root $args[0]", _root));
        AssertError("NameNotFound", ErrorCategory.ObjectNotFound);
    }

    [Fact]
    public void A_capture_without_shrinkers_says_so()
    {
        Assert.Empty(_session.Run("Get-KernelShrinker -Root $args[0]", _root));
        AssertError("SystemFileMissing", ErrorCategory.ObjectNotFound);
    }

    [Fact]
    public void Names_complete()
    {
        Shrinker("mm-shadow-21", "");
        Shrinker("sb-tmpfs-29", "");
        Assert.Equal(["mm-shadow"], _session.Complete($"Get-KernelShrinker -Root {_root} -Name mm"));
    }

    private void Shrinker(string name, string count)
    {
        string directory = Path.Combine(_root, "sys", "kernel", "debug", "shrinker", name);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "count"), count);
    }

    private KernelShrinker[] Shrinkers(string parameters) =>
        [.. _session.Run($"Get-KernelShrinker -Root $args[0] {parameters}", _root).Select(one => (KernelShrinker)one.BaseObject)];

    private ShrinkerActivity[] Activities(string script, string path) =>
        [.. _session.Run(script, path).Select(activity => (ShrinkerActivity)activity.BaseObject)];

    private void AssertError(string id, ErrorCategory category)
    {
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
    }

    private static string Numbers(ShrinkerActivity one) =>
        $"{one.Name} {one.Shrinker} {one.Calls} {one.Requested} {one.Scanned} {one.Freed} {one.Deferred} {one.Duration} {one.By} {one.Finding} {one.LastPriority} {one.Callers.Length}";
}
