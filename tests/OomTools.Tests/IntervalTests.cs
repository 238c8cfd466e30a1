using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>-Interval and -Count: what changed between two readings.</summary>
public sealed class IntervalTests : IDisposable
{
    private const string SlabHeader = "slabinfo - version: 2.1\n# name <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n";

    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public IntervalTests() => Directory.CreateDirectory(Path.Combine(_root, "proc"));

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    [Fact]
    public void A_counter_s_change_is_that_since_the_reading_before()
    {
        Write("vmstat", "pgfault 100\noom_kill 1\n");
        // What the first round writes, the second reads.
        VmCounter[] counters = Run<VmCounter>(
            "$root = $args[0]; Get-VmStat -Root $root -Interval 0.2 -Count 2 | ForEach-Object { $_; [System.IO.File]::WriteAllText(\"$root/proc/vmstat\", \"pgfault 350`noom_kill 1`n\") }");
        Assert.Equal(["pgfault", "oom_kill", "pgfault", "oom_kill"], counters.Select(counter => counter.Name));
        Assert.Equal([0L, 0, 250, 0], counters.Select(counter => counter.Delta));
        Assert.InRange(counters[2].Rate!.Value, 250 / 2.0, 250 / 0.15);
        Assert.True(counters[2].Time > counters[0].Time);
        Assert.Equal(DateTimeKind.Utc, counters[0].Time!.Value.Kind);
    }

    [Fact]
    public void A_cache_s_growth_is_bytes_and_objects_per_second()
    {
        Write("slabinfo", SlabHeader + Row("filp", 30, 1) + Row("dentry", 500, 20));
        string later = SlabHeader + Row("filp", 60, 3) + Row("dentry", 490, 20) + Row("leak", 10, 1);
        IReadOnlyList<PSObject> output = _session.Run(
            "$root, $later = $args; Get-SlabInfo -Root $root -Interval 0.2 -Count 2 -Top 2 | ForEach-Object { $_; [System.IO.File]::WriteAllText(\"$root/proc/slabinfo\", $later) }", _root, later);
        SlabCache[] caches = [.. output.Select(value => (SlabCache)value.BaseObject)];
        // Nothing changed in the first round, so the larger one is first; then those that grew.
        Assert.Equal(["dentry", "filp", "filp", "leak"], caches.Select(cache => cache.Name));
        Assert.Equal(2 * 2 * 4096, caches[2].Delta);
        Assert.Equal(2 * 4096, caches[3].Delta);
        Assert.Equal(caches[2].Rate!.Value / caches[2].Delta!.Value, caches[2].ObjectRate!.Value / 30, 6);
    }

    [Fact]
    public void Count_alone_means_each_second()
    {
        Write("vmstat", "pgfault 1\n");
        var clock = Stopwatch.StartNew();
        Assert.Single(Run<VmCounter>("Get-VmStat -Root $args[0] -Count 1"));
        Assert.InRange(clock.Elapsed.TotalSeconds, 1, 30);
    }

    [Fact]
    public void Without_an_interval_nothing_changed_and_no_time_is_told()
    {
        Write("vmstat", "pgfault 1\n");
        VmCounter counter = Assert.Single(Run<VmCounter>("Get-VmStat -Root $args[0]"));
        Assert.Null(counter.Delta);
        Assert.Null(counter.Time);
    }

    [Fact]
    public void A_name_that_nothing_bears_is_said_once()
    {
        Write("vmstat", "pgfault 1\n");
        _session.Run("Get-VmStat no_such -Root $args[0] -Interval 0.01 -Count 5", _root);
        Assert.Single(_session.Errors);
    }

    [Fact]
    public void A_file_that_goes_away_ends_it_with_one_error()
    {
        Write("vmstat", "pgfault 1\n");
        _session.Run("$root = $args[0]; Get-VmStat -Root $root -Interval 0.01 -Count 100 | ForEach-Object { [System.IO.File]::Delete(\"$root/proc/vmstat\") }", _root);
        Assert.StartsWith("SystemFileMissing", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-VmStat -Interval 1000 -Root $args[0]")]
    [InlineData("Get-VmStat -Derived -Interval 1000 -Root $args[0]")]
    [InlineData("Get-SlabInfo -Interval 1000 -Root $args[0]")]
    public void Stopping_ends_the_wait_within_100_ms(string script)
    {
        using var shell = PowerShell.Create(_session.Runspace);
        shell.AddScript(script).AddArgument(CapturedTree.Slab);
        // The machine may be busy with something else: one of ten is enough.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            IAsyncResult running = shell.BeginInvoke();
            Assert.False(running.AsyncWaitHandle.WaitOne(300));
            var clock = Stopwatch.StartNew();
            shell.Stop();
            return clock.ElapsedMilliseconds < 100;
        });
    }

    [Fact]
    public void Ratios_since_boot_are_over_the_uptime_of_the_capture()
    {
        VmRatio[] ratios = Run<VmRatio>("Get-VmStat -Derived -Root $args[0]", CapturedTree.Slab);
        double uptime = double.Parse(File.ReadAllText(Path.Combine(CapturedTree.Slab, "proc", "uptime")).Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal(uptime, ratios.Single(ratio => ratio.Name == "RefaultRate").Denominator);
        Assert.Contains("ReclaimEfficiency", ratios.Select(ratio => ratio.Name));
        Assert.Contains("CompactionSuccess", ratios.Select(ratio => ratio.Name));
    }

    [Fact]
    public void Ratios_of_every_capture_are_what_a_person_computes()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            var counters = CapturedTree.Fields(tree, "vmstat").ToDictionary(fields => fields[0], fields => double.Parse(fields[1], CultureInfo.InvariantCulture));
            Dictionary<string, double?> ratios = Run<VmRatio>("Get-VmStat -Derived -Root $args[0]", tree).ToDictionary(ratio => ratio.Name, ratio => ratio.Value);
            double scanned = counters["pgscan_kswapd"] + counters["pgscan_direct"];
            // With what was scanned for the limits of cgroups.
            double all = counters["pgscan_anon"] + counters["pgscan_file"];
            double stolen = counters["pgsteal_anon"] + counters["pgsteal_file"];
            Assert.Equal(all > 0 ? stolen / all : null, ratios["ReclaimEfficiency"]);
            Assert.Equal(stolen > 0 ? (counters["workingset_refault_anon"] + counters["workingset_refault_file"]) / stolen : null, ratios["RefaultShare"]);
            Assert.Equal(counters["pgscan_kswapd"] > 0 ? counters["pgsteal_kswapd"] / counters["pgscan_kswapd"] : null, ratios["KswapdEfficiency"]);
            Assert.Equal(scanned > 0 ? counters["pgscan_direct"] / scanned : null, ratios["DirectReclaimShare"]);
            Assert.Equal(counters["compact_stall"] > 0 ? counters["compact_success"] / counters["compact_stall"] : null, ratios["CompactionSuccess"]);
            double uptime = double.Parse(CapturedTree.Fields(tree, "uptime").First()[0], CultureInfo.InvariantCulture);
            Assert.Equal((counters["workingset_refault_anon"] + counters["workingset_refault_file"]) / uptime, ratios["RefaultRate"]!.Value, 5);
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0.5, 0.5)]
    [InlineData("5", 5)]
    [InlineData("500ms", 0.5)]
    [InlineData("2m", 120)]
    [InlineData("1.5 h", 5400)]
    [InlineData("00:00:10", 10)]
    public void A_duration_is_seconds_unless_it_says_otherwise(object value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), _session.Run("[OomTools.Commands.DurationAttribute]::new().Transform($null, $args[0])", value).Single().BaseObject);

    [Theory]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData(1e300)]
    public void What_is_no_duration_is_refused(object value) =>
        Assert.Equal("refused", _session.Run("try { [OomTools.Commands.DurationAttribute]::new().Transform($null, $args[0]) } catch [System.Management.Automation.ArgumentTransformationMetadataException] { 'refused' }", value).Single().BaseObject);

    private static string Row(string name, int objects, int slabs) => $"{name} {objects} {objects} 100 80 2 : tunables 0 0 0 : slabdata {slabs} {slabs} 0\n";

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_root, "proc", file), text);

    private T[] Run<T>(string script, string? root = null)
    {
        T[] output = [.. _session.Run(script, root ?? _root).Select(value => (T)value.BaseObject)];
        Assert.Empty(_session.Errors);
        return output;
    }
}
