using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace OomTools.Tests;

/// <summary>Get-MemorySnapshot and Compare-MemorySnapshot.</summary>
public sealed class SnapshotTests : IDisposable
{
    private static readonly string s_before = Repository.Fixture("7.3.4+deb13-amd64", "slab-unix", "before");

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_snapshot_has_what_the_other_cmdlets_give()
    {
        MemorySnapshot snapshot = Snapshot(CapturedTree.Slab);
        Assert.Equal(Run<MemoryUsage>("Get-MemoryUsage -Root $args[0]", CapturedTree.Slab)[0].Summary, snapshot.Summary);
        Assert.Equal(Run<VmCounter>("Get-VmStat -Root $args[0]", CapturedTree.Slab).Select(counter => counter.Value), snapshot.Counters.Select(counter => counter.Value));
        Assert.Equal(Run<MemoryZone>("Get-ZoneInfo -Root $args[0]", CapturedTree.Slab).Select(zone => zone.Free), snapshot.Zones.Select(zone => zone.Free));
        Assert.Equal(Run<BuddyZone>("Get-BuddyInfo -Root $args[0]", CapturedTree.Slab).Select(zone => zone.FreeBytes), snapshot.BuddyZones.Select(zone => zone.FreeBytes));
        Assert.Equal(Run<SlabCache>("Get-SlabInfo -Root $args[0] -Top 100000", CapturedTree.Slab).Select(cache => cache.Bytes), snapshot.Slabs.Select(cache => cache.Bytes));
        Assert.Equal("7.3.4+deb13-amd64", snapshot.KernelVersion);
        Assert.NotNull(snapshot.Pressure);
    }

    [Fact]
    public void What_could_not_be_read_is_named_with_the_reason()
    {
        SnapshotGap[] gaps = Snapshot(CapturedTree.Slab).Missing;
        Assert.Equal(
            [("Processes", "/proc"), ("Cgroups", "/sys/fs/cgroup"), ("Shrinkers", "/sys/kernel/debug/shrinker"), ("AllocationSites", "/proc/allocinfo")],
            gaps.Select(gap => (gap.Part, gap.Path)));
        Assert.All(gaps, gap => Assert.Equal(SystemFileStatus.Missing, gap.Status));
        Assert.Empty(_session.Warnings);
    }

    [Fact]
    public void Every_capture_gives_a_snapshot_that_lacks_only_what_was_not_captured()
    {
        foreach (string tree in CapturedTree.Collection())
        {
            MemorySnapshot snapshot = Snapshot(tree);
            Assert.NotEqual("", snapshot.Summary);
            Assert.All(snapshot.Missing, gap => Assert.True(!File.Exists(tree + gap.Path) || gap.Reason.Contains("profiling is off", StringComparison.Ordinal), tree + gap.Path));
            Assert.Equal(snapshot.Usage!.TotalMemory, snapshot.Usage.UserMemory + snapshot.Usage.KernelMemory + snapshot.Usage.FreeMemory + snapshot.Usage.UnaccountedMemory);
        }
    }

    [Fact]
    public void Nothing_to_read_is_an_error()
    {
        string root = Directory.CreateTempSubdirectory("oomtools-").FullName;
        Assert.Empty(_session.Run("Get-MemorySnapshot -Root $args[0]", root));
        Assert.Equal("SnapshotEmpty,OomTools.Commands.GetMemorySnapshotCommand", Assert.Single(_session.Errors).FullyQualifiedErrorId);
        Directory.Delete(root);
    }

    [Fact]
    public void The_running_machine_s_snapshot_has_processes_and_a_time_for_any_user()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The running kernel is read on Linux only.");
        MemorySnapshot snapshot = Assert.Single(Run<MemorySnapshot>("Get-MemorySnapshot -Top 3 -WarningAction SilentlyContinue"));
        Assert.Equal(3, snapshot.Processes.Length);
        Assert.Contains(snapshot.ProcessGroups, group => group.Count > 0 && group.Name == System.Diagnostics.Process.GetCurrentProcess().ProcessName[..Math.Min(15, System.Diagnostics.Process.GetCurrentProcess().ProcessName.Length)]);
        Assert.InRange(snapshot.Time!.Value, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").Trim(), snapshot.HostName);
        Assert.Null(snapshot.Source);
    }

    [Fact]
    public void The_growth_of_every_slab_capture_begins_with_the_cache_that_grew_most()
    {
        int judged = 0;
        foreach ((string before, string during, JsonElement truth) in Moments())
        {
            if (truth.GetProperty("scenario").GetString() != "slab" || truth.GetProperty("dominant").GetString() != "slab-unreclaimable" || truth.GetProperty("kind").GetString() != "global")
                continue;
            Dictionary<string, long> was = Caches(before);
            string culprit = Caches(during).MaxBy(cache => cache.Value - was.GetValueOrDefault(cache.Key)).Key;
            MemoryDifference[] rows = Compare(before, during);
            Assert.True(rows[0].Area == DifferenceArea.Slab && rows[0].Name == culprit, $"{during}: {rows[0].Name} instead of {culprit}");
            Assert.Equal(Caches(during)[culprit] - was.GetValueOrDefault(culprit), rows[0].Delta);
            judged++;
        }

        Assert.True(judged >= 9, $"{judged}");
    }

    [Theory]
    [InlineData("user-anon", "AnonymousMemory")]
    [InlineData("shmem", "SharedMemory")]
    [InlineData("page-tables", "PageTables")]
    [InlineData("hugetlb", "HugePages")]
    public void The_growth_of_every_other_capture_begins_with_what_it_was_made_to_fill(string dominant, string expected)
    {
        int judged = 0;
        foreach ((string before, string during, JsonElement truth) in Moments())
        {
            if (truth.GetProperty("dominant").GetString() != dominant)
                continue;
            MemoryDifference row = Compare(before, during)[0];
            Assert.True(row.Name == expected, $"{during}: {row.Name} instead of {expected}");
            judged++;
        }

        Assert.True(judged >= 1);
    }

    [Fact]
    public void A_driver_s_leak_is_in_the_first_rows()
    {
        foreach ((string before, string during, JsonElement truth) in Moments())
        {
            // 40 MB in a cache of its own, which is merged, and 30 MB in kmalloc-512.
            if (truth.GetProperty("scenario").GetString() != "driver-leak" || truth.GetProperty("dominant").GetString() != "slab-unreclaimable")
                continue;
            string[] first = [.. Compare(before, during).Take(8).Select(row => row.Name)];
            Assert.Equal(["xfrm_dst", "SlabUnreclaimable"], first[..2]);
            Assert.Contains("kmalloc-512", first);
            Assert.Contains(first, name => name.Contains("oomleak.c:50", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Where_the_kernel_counts_call_sites_a_driver_s_vmalloc_begins_with_its_source_line()
    {
        foreach ((string before, string during, JsonElement truth) in Moments())
        {
            if (truth.GetProperty("dominant").GetString() != "vmalloc")
                continue;
            MemoryDifference[] rows = Compare(before, during);
            Assert.Contains("oomleak_vmalloc", rows[0].Name, StringComparison.Ordinal);
            Assert.Equal("Vmalloc", rows[1].Name);
        }
    }

    [Fact]
    public void The_sentence_comes_first_and_the_table_fits()
    {
        using var session = new ModuleSession(100);
        string table = session.Show("Compare-MemorySnapshot (Get-MemorySnapshot -Root $args[0]) (Get-MemorySnapshot -Root $args[1]) -Top 12", s_before, CapturedTree.Slab);
        Assert.All(table.Split('\n'), line => Assert.True(line.Length <= 100));
        GoldenScreen.AssertSame("MemoryDifference-100", table);
    }

    [Fact]
    public void A_snapshot_shows_its_verdict_first_and_what_it_lacks_last()
    {
        using var session = new ModuleSession(200);
        string[] lines = session.Show("Get-MemorySnapshot -Root $args[0]", CapturedTree.Slab).Trim().Split('\n');
        Assert.Matches(@"^Summary +: Kernel space: slab holds 59 % of RAM", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Slabs         : signal_cache 48.4 MiB, sock_inode_cache 35.7 MiB", StringComparison.Ordinal));
        Assert.Contains("/proc/allocinfo (not captured)", string.Concat(lines[^2..]), StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_of_captures_are_over_the_time_between_their_uptimes()
    {
        MemoryDifference row = Compare(s_before, CapturedTree.Slab)[0];
        double seconds = UptimeOf(CapturedTree.Slab) - UptimeOf(s_before);
        Assert.Equal("signal_cache", row.Name);
        Assert.Equal(row.Delta!.Value / seconds, row.Rate!.Value, row.Rate.Value / 1e5);
        Assert.Contains("UNIX", row.Note, StringComparison.Ordinal);
        Assert.StartsWith("In 12 s: 64.7 MiB more unreclaimable slab", row.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshots_come_back_from_clixml_and_are_compared()
    {
        object before = _session.Run("Get-MemorySnapshot -Root $args[0]", s_before)[0];
        object after = _session.Run("Get-MemorySnapshot -Root $args[0]", CapturedTree.Slab)[0];
        string[] direct = [.. _session.Run("Compare-MemorySnapshot $args[0] $args[1]", before, after).Select(row => $"{row}")];
        PSObject[] kept = [_session.ThroughClixml(before), _session.ThroughClixml(after)];
        Assert.IsType<MemorySnapshot>(kept[0].BaseObject);
        string[] again = [.. _session.Run("$args | Compare-MemorySnapshot", kept).Select(row => $"{row}")];
        Assert.Empty(_session.Errors);
        Assert.True(direct.Length > 50);
        Assert.Equal(direct, again);
    }

    [Fact]
    public void One_snapshot_is_compared_with_the_running_machine()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("The running kernel is read on Linux only.");
        MemoryDifference[] rows = Run<MemoryDifference>("$s = Get-MemorySnapshot -WarningAction SilentlyContinue; $s | Compare-MemorySnapshot -Top 3 -WarningAction SilentlyContinue");
        Assert.Equal(3, rows.Length);
        rows = Run<MemoryDifference>("Compare-MemorySnapshot -ReferenceObject (Get-MemorySnapshot -Root $args[0]) -Area Memory -WarningAction SilentlyContinue", s_before);
        Assert.All(rows, row => Assert.Equal(DifferenceArea.Memory, row.Area));
        Assert.All(rows, row => Assert.Null(row.Rate));
    }

    [Theory]
    [InlineData("@() | Compare-MemorySnapshot", 0)]
    [InlineData("$s = Get-MemorySnapshot -Root $args[0]; $s, $s, $s | Compare-MemorySnapshot", 3)]
    public void It_takes_two(string script, int count)
    {
        Assert.Empty(_session.Run(script, s_before));
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal("SnapshotCountWrong,OomTools.Commands.CompareMemorySnapshotCommand", error.FullyQualifiedErrorId);
        Assert.Equal(count, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
    }

    [Fact]
    public void A_user_who_may_not_read_slabinfo_is_warned_and_gets_the_rest()
    {
        if (!OperatingSystem.IsLinux() || Environment.IsPrivilegedProcess)
            Assert.Skip("Needs Linux and a user other than root, who may read everything.");
        MemorySnapshot snapshot = Assert.Single(Run<MemorySnapshot>("Get-MemorySnapshot"));
        Assert.Contains("/proc/slabinfo", Assert.Single(_session.Warnings), StringComparison.Ordinal);
        Assert.Empty(snapshot.Slabs);
        Assert.NotEmpty(snapshot.Counters);
        Assert.NotEmpty(snapshot.Processes);
    }

    private static IEnumerable<(string Before, string During, JsonElement Truth)> Moments()
    {
        foreach (string during in CapturedTree.Collection().Where(tree => Path.GetFileName(tree) == "during"))
        {
            string run = Path.GetDirectoryName(during)!;
            using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "truth.json")));
            yield return (Path.Combine(run, "before"), during, truth.RootElement.Clone());
        }
    }

    /// <summary>Bytes of each cache, by the columns of the file.</summary>
    private static Dictionary<string, long> Caches(string tree) => CapturedTree.Fields(tree, "slabinfo").Skip(2)
        .ToDictionary(fields => fields[0], fields => Number(fields[^2]) * Number(fields[5]) * 4096);

    private static double UptimeOf(string tree) => double.Parse(CapturedTree.Fields(tree, "uptime").First()[0], CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private MemorySnapshot Snapshot(string root) => Assert.Single(Run<MemorySnapshot>("Get-MemorySnapshot -Root $args[0]", root));

    private MemoryDifference[] Compare(string before, string during) =>
        Run<MemoryDifference>("Compare-MemorySnapshot (Get-MemorySnapshot -Root $args[0]) (Get-MemorySnapshot -Root $args[1])", before, during);

    private T[] Run<T>(string script, params object[] arguments)
    {
        T[] output = [.. _session.Run(script, arguments).Select(value => (T)value.BaseObject)];
        Assert.Empty(_session.Errors);
        return output;
    }
}
