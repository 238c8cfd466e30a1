using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

public sealed class AllocationSiteTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    private static string Leak => Repository.Fixture("6.12.107-own", "driver-leak", "during");

    [Fact]
    public void The_module_that_leaks_is_in_the_first_rows()
    {
        AllocationSite[] sites = Sites("Get-AllocationSite -Root $args[0] -Top 6", Leak);
        // sort -rn of the file: slab pages, user pages, then the leaks.
        Assert.Equal(
            ["alloc_slab_page", "folio_prealloc", "oomleak_cache", "oomleak_kmalloc", "oomleak_vmalloc", "oomleak_pages"],
            sites.Select(site => site.Function));
        Assert.Equal([83836928, 72179712, 41943040, 31457280, 21012480, 10485760], sites.Select(site => site.Bytes));
        Assert.Equal([true, false, false, false, false, false], sites.Select(site => site.IsOverlap));
        Assert.Equal("oomleak", sites[2].Module);
    }

    [Fact]
    public void Shares_leave_slab_pages_out()
    {
        AllocationSite[] sites = Sites("Get-AllocationSite -Root $args[0]", Leak);
        long[][] rows = [.. File.ReadLines(Path.Combine(Leak, "proc", "allocinfo")).Skip(2)
            .Where(line => !line.Contains("func:alloc_slab_page", StringComparison.Ordinal) && !line.Contains("func:pcpu_alloc_pages", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => new[] { Number(fields[0]) })];
        long total = rows.Sum(row => row[0]);
        Assert.Equal(41943040.0 / total, sites.Single(site => site.Function == "oomleak_cache").Share!.Value, 1e-12);
        Assert.Equal(1, sites.Sum(site => site.Share ?? 0), 1e-9);
        Assert.All(sites.Where(site => site.IsOverlap), site => Assert.Null(site.Share));
    }

    [Theory]
    [InlineData("oomleak", 5)]
    [InlineData("oomleak_*", 5)]
    [InlineData("*/oomleak.c:50", 1)]
    [InlineData("mm/slub.c", 3)]
    [InlineData("alloc_slab_page, __d_alloc", 3)]
    public void A_name_is_a_function_a_file_or_a_module(string name, int count)
    {
        // Among them oomleak_atomic, which holds nothing.
        Assert.Equal(count, Sites($"Get-AllocationSite {name} -Root $args[0]", Leak).Length);
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Sites_that_hold_nothing_come_when_asked_for()
    {
        int all = File.ReadLines(Path.Combine(Leak, "proc", "allocinfo")).Count() - 2;
        Assert.Equal(all, Sites("Get-AllocationSite -IncludeEmpty -Root $args[0]", Leak).Length);
        // One row of the fixture has 0 bytes and 0 calls.
        Assert.Equal(all - 1, Sites("Get-AllocationSite -Root $args[0]", Leak).Length);
    }

    [Fact]
    public void Growth_is_what_came_between_two_readings()
    {
        Write("proc/allocinfo", "allocinfo - version: 2.0\n# h\n 100 1 a.c:1 func:f\n 5000 1 b.c:2 func:g\n");
        string rewrite = "ForEach-Object -Begin { $n = 0 } { $_; if ($n++ -eq 0) { [System.IO.File]::WriteAllText(\"$root/proc/allocinfo\", \"allocinfo - version: 2.0`n# h`n 900 1 a.c:1 func:f`n 5000 1 b.c:2 func:g`n\") } }";
        // Three rounds: nothing happened before the first, f grew before the second.
        AllocationSite[] sites = [.. _session.Run($"$root = $args[0]; Get-AllocationSite -Root $root -Interval 0.05 -Count 2 -Top 1 | {rewrite}", _root).Select(site => (AllocationSite)site.BaseObject)];
        Assert.Empty(_session.Errors);
        Assert.Equal([("g", 0L), ("f", 800L)], sites.Select(site => (site.Function, site.Delta!.Value)));
        Assert.True(sites[1].Rate > 0);
        Assert.NotNull(sites[1].Time);
    }

    [Fact]
    public void Another_source_is_used_with_a_warning()
    {
        AllocationSite[] sites = Sites("Get-AllocationSite -Root $args[0] -Top 2", Traced);
        Assert.Equal([("UDP", "sk_prot_alloc", 39819L * 1216), ("sock_inode_cache", "sock_alloc_inode", 39837L * 896)], sites.Select(site => (site.CacheName!, site.Function, site.Bytes)));
        Assert.Contains("/proc/allocinfo", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.All(sites, site => Assert.Equal(AllocationSiteMethod.SlabTraces, site.Method));
        Sites("Get-AllocationSite -Method SlabTraces -Root $args[0]", Traced);
        Assert.Empty(_session.Warnings);
    }

    [Fact]
    public void Profiling_that_is_off_is_said()
    {
        Write("proc/allocinfo", "allocinfo - version: 1.0\n# h\n 100 1 a.c:1 func:f\n");
        Write("proc/sys/vm/mem_profiling", "0\n");
        Assert.Single(Sites("Get-AllocationSite -Root $args[0]", _root));
        Assert.Contains("vm.mem_profiling=1", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Profiling_that_was_never_on_is_said_where_a_capture_does_not_tell_the_setting()
    {
        Write("proc/allocinfo", "allocinfo - version: 1.0\n# h\n 0 0 a.c:1 func:f\n 0 0 a.c:2 func:g\n");
        Assert.Empty(Sites("Get-AllocationSite -Root $args[0]", _root));
        Assert.Contains("vm.mem_profiling=1", Assert.Single(_session.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proc/sys/vm/mem_profiling", "0\n", "", "AllocationProfilingForbidden", "sysctl.vm.mem_profiling=1")]
    [InlineData("proc/sys/vm/panic_on_oom", "0\n", "", "AllocationProfilingMissing", "slab_debug=U")]
    [InlineData("proc/version", "", "", "AllocationProfilingMissing", "page_owner=on")]
    [InlineData("proc/version", "", " -Method SlabTraces", "SlabTracesMissing", "slab_debug=U")]
    [InlineData("proc/version", "", " -Method PageOwner", "PageOwnerMissing", "page_owner=on")]
    public void What_would_turn_it_on_is_said(string file, string text, string arguments, string id, string advice)
    {
        Write(file, text);
        Assert.Empty(Sites("Get-AllocationSite -Root $args[0]" + arguments, _root));
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal(id + ",OomTools.Commands.GetAllocationSiteCommand", error.FullyQualifiedErrorId);
        Assert.Contains(advice, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" -Root $args[0]")]
    [InlineData(" -Interval 1")]
    [InlineData(" -Count 2")]
    [InlineData(" -Method AllocInfo")]
    public void Watching_is_of_the_running_kernel(string arguments)
    {
        Assert.Empty(Sites("Get-AllocationSite -Duration 1" + arguments, _root));
        Assert.StartsWith("SamplingNeedsLive,", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Slab_caches_say_who_took_them()
    {
        using var session = new ModuleSession(100);
        string table = session.Show("Get-SlabInfo -Top 6 -WithAllocationSite -Root $args[0]", Leak);
        GoldenScreen.AssertSame("SlabInfoJoin-100", table);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100));

        var cache = (SlabCache)session.Run("Get-SlabInfo xfrm_dst -WithAllocationSite -Root $args[0]", Leak)[0].BaseObject;
        Assert.Equal("oomleak_cache", cache.AllocationSites[0].Function);
        var copy = (SlabCache)session.ThroughClixml(session.Run("Get-SlabInfo xfrm_dst -WithAllocationSite -Root $args[0]", Leak)[0]).BaseObject;
        Assert.Equal(cache.AllocationSites[0].Bytes, copy.AllocationSites[0].Bytes);
        Assert.Empty(cache.Shrinkers);
    }

    [Fact]
    public void The_verdict_of_a_machine_full_of_slab_names_who_took_it()
    {
        var usage = (MemoryUsage)Assert.Single(_session.Run("Get-MemoryUsage -Root $args[0]", Leak)).BaseObject;
        Assert.Equal(OomCause.SlabUnreclaimable, usage.Cause);
        Assert.EndsWith("xfrm_dst holds 42.7 MiB, allocated by oomleak_cache (/var/lib/dkms/oomleak/1.0/build/oomleak.c:50) of module oomleak.", usage.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_something_else()
    {
        Write("proc/allocinfo", "\u001b[31m404\n");
        Assert.Empty(Sites("Get-AllocationSite -Root $args[0]", _root));
        Assert.StartsWith("SystemFileUnrecognized,", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oomleak_k", "oomleak_kmalloc")]
    [InlineData("net/core/sock.c", "net/core/sock.c")]
    public void Names_complete(string word, string expected) =>
        Assert.Contains(expected, _session.Complete($"Get-AllocationSite -Root {Leak} -Name {word}"));

    [Fact]
    public void A_screen_names_module_and_place()
    {
        using var session = new ModuleSession(100);
        string table = session.Show("Get-AllocationSite -Root $args[0] -Top 10", Leak);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("AllocationSite-100", table);
    }

    [Fact]
    public void Hostile_names_cannot_command_the_terminal()
    {
        Write("proc/allocinfo", "allocinfo - version: 1.0\n# h\n 100 1 a\u001b[31m.c:1 [m\u001b[2J] func:f\u001b]0;x\n");
        using var session = new ModuleSession(100, ansi: true);
        string table = session.Show("Get-AllocationSite -Root $args[0]", _root);
        Assert.DoesNotContain("\u001b[2J", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]0", table, StringComparison.Ordinal);
    }

    private static string Traced => Repository.Fixture("6.12.107+deb13-amd64", "slab-sockets-traced", "during");

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private AllocationSite[] Sites(string script, string root) => [.. _session.Run(script, root).Select(site => (AllocationSite)site.BaseObject)];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
