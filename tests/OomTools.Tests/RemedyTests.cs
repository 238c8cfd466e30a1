using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Tests;

/// <summary>What changes a kernel, on a captured tree: what would be written, and what is refused. The live tests do it for real.</summary>
public sealed class RemedyTests : IDisposable
{
    private const string MemInfo = "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 10 kB\nCached: 500 kB\nShmem: 50 kB\nSReclaimable: 80 kB\n";
    private const string BuddyInfo = "Node 0, zone Normal 1 2 3 4 5 6 7 8 9 10 11\nNode 1, zone Normal 0 0 0 0 0 0 0 0 0 0 2\n";

    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public RemedyTests()
    {
        Write("proc/meminfo", MemInfo);
        Write("proc/buddyinfo", BuddyInfo);
        Write("proc/vmstat", "compact_migrate_scanned 5\n");
        Write("proc/stat", "btime 1700000000\n");
        Write("proc/sys/vm/drop_caches", "");
        Write("proc/sys/vm/compact_memory", "");
        Write("sys/devices/system/node/node1/compact", "");
        Write("proc/77/comm", "mysqld\n");
        Write("proc/77/stat", "77 (my) sql (d) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0\n");
        Write("proc/77/oom_score", "800\n");
        Write("proc/77/oom_score_adj", "-5\n");
        Write("sys/fs/cgroup/job/memory.stat", "anon 4096\n");
        Write("sys/fs/cgroup/job/memory.current", "1048576\n");
        Write("sys/fs/cgroup/job/memory.reclaim", "");
        Write("sys/kernel/debug/shrinker/sb-ext4:vda-28/count", "1 500 0\n77 20 3000\n");
        Write("sys/kernel/debug/shrinker/sb-ext4:vda-28/scan", "");
    }

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    public static TheoryData<string, string, string> Remedies() => new()
    {
        { "Clear-KernelCache PageCache", "proc/sys/vm/drop_caches", "1" },
        { "Clear-KernelCache Slab", "proc/sys/vm/drop_caches", "2" },
        { "Clear-KernelCache All", "proc/sys/vm/drop_caches", "3" },
        { "Invoke-MemoryCompaction", "proc/sys/vm/compact_memory", "1" },
        { "Invoke-MemoryCompaction -Node 1", "sys/devices/system/node/node1/compact", "1" },
        { "Invoke-CgroupReclaim /job 64KB", "sys/fs/cgroup/job/memory.reclaim", "65536" },
        { "Invoke-CgroupReclaim /job 64KB -Swappiness 0", "sys/fs/cgroup/job/memory.reclaim", "65536 swappiness=0" },
        { "Invoke-CgroupReclaim /sys/fs/cgroup/job", "sys/fs/cgroup/job/memory.reclaim", "1048576" },
        { "Invoke-KernelShrinker sb-ext4:vda 100", "sys/kernel/debug/shrinker/sb-ext4:vda-28/scan", "77 1 100" },
        { "Invoke-KernelShrinker sb-* -Node 0 -CgroupInode 77", "sys/kernel/debug/shrinker/sb-ext4:vda-28/scan", "77 0 20" },
        { "[pscustomobject]@{ Name = 'sb-ext4:vda'; Id = 28; CgroupInode = 1L } | Invoke-KernelShrinker", "sys/kernel/debug/shrinker/sb-ext4:vda-28/scan", "1 0 500" },
        { "Set-OomScoreAdjustment -900 -Id 77", "proc/77/oom_score_adj", "-900" },
        { "[pscustomobject]@{ Pid = 77 } | Set-OomScoreAdjustment -Adjustment 1000", "proc/77/oom_score_adj", "1000" },
        // As from a CSV file.
        { "[pscustomobject]@{ Id = '77'; Name = 'x' } | Set-OomScoreAdjustment 5", "proc/77/oom_score_adj", "5" },
    };

    [Theory]
    [MemberData(nameof(Remedies))]
    public void It_writes_what_the_kernel_expects(string command, string file, string text)
    {
        Assert.Single(_session.Run(command + " -Root $args[0] -Force -Confirm:$false", _root));
        Assert.Empty(_session.Errors);
        Assert.Equal(text, Read(file));
    }

    [Theory]
    [MemberData(nameof(Remedies))]
    public void WhatIf_changes_nothing(string command, string file, string text)
    {
        string before = Read(file);
        Assert.NotEqual(text, before);
        Assert.Empty(_session.Run(command + " -Root $args[0] -Force -WhatIf", _root));
        Assert.Empty(_session.Errors);
        Assert.Equal(before, Read(file));
    }

    [Theory]
    [MemberData(nameof(Remedies))]
    public void A_captured_tree_is_not_changed_unless_that_is_asked_for(string command, string file, string text)
    {
        string before = Read(file);
        Assert.NotEqual(text, before);
        Assert.Empty(_session.Run(command + " -Root $args[0] -Confirm:$false", _root));
        AssertError("RemedyNotKernel", ErrorCategory.InvalidOperation, Path.Combine(_root, file));
        Assert.Equal(before, Read(file));
    }

    [Theory]
    [MemberData(nameof(Remedies))]
    public void A_knob_that_is_a_link_out_of_the_tree_is_not_followed(string command, string file, string text)
    {
        string outside = Path.Combine(_root, "..", Path.GetFileName(_root) + ".outside");
        File.WriteAllText(outside, "7");
        try
        {
            File.Delete(Path.Combine(_root, file));
            File.CreateSymbolicLink(Path.Combine(_root, file), outside);
            Assert.Empty(_session.Run(command + " -Root $args[0] -Force -Confirm:$false", _root));
            Assert.Single(_session.Errors);
            Assert.Equal("7", File.ReadAllText(outside));
            Assert.NotEqual("7", text);
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public void Only_what_can_hurt_most_asks_by_itself()
    {
        Assert.Equal(ConfirmImpact.High, ImpactOf("Clear-KernelCache"));
        foreach (string command in new[] { "Invoke-KernelShrinker", "Invoke-MemoryCompaction", "Invoke-CgroupReclaim", "Set-OomScoreAdjustment" })
            Assert.Equal(ConfirmImpact.Medium, ImpactOf(command));
    }

    [Fact]
    public void Clearing_says_how_large_the_cache_was()
    {
        var release = (CacheRelease)_session.Run("Clear-KernelCache All -Root $args[0] -Force -Confirm:$false", _root)[0].BaseObject;
        // Buffers + Cached - Shmem + SReclaimable; a captured tree frees nothing.
        Assert.Equal((540L * 1024, 540L * 1024, 0L, 100L * 1024), (release.Before!.Value, release.After!.Value, release.Freed!.Value, release.FreeBefore!.Value));
        Assert.InRange(release.Time, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
    }

    [Theory]
    [InlineData("", 9, (10 * 512 + 13 * 1024) * 4096L)]
    [InlineData(" -Node 1", 9, 2 * 1024 * 4096L)]
    [InlineData(" -Node 1 -Order 0", 0, 2 * 1024 * 4096L)]
    public void Compaction_counts_large_blocks(string arguments, int order, long bytes)
    {
        var run = (CompactionRun)_session.Run($"Invoke-MemoryCompaction{arguments} -Root $args[0] -Force", _root)[0].BaseObject;
        Assert.Equal((order, bytes, bytes, 0L, 0L), (run.Order, run.Before, run.After, run.Freed, run.Scanned));
    }

    [Fact]
    public void A_shrinker_is_scanned_where_it_has_objects_the_most_first()
    {
        ShrinkerRun[] runs = [.. _session.Run("Invoke-KernelShrinker sb-ext4:vda 3400 -Root $args[0] -Force", _root).Select(run => (ShrinkerRun)run.BaseObject)];
        Assert.Equal([(77L, 1, 3000L), (1L, 0, 400L)], runs.Select(run => (run.CgroupInode, run.Node, run.Requested)));
        Assert.Equal([(3000L, 3000L, 0L), (500L, 500L, 0L)], runs.Select(run => (run.Before!.Value, run.After!.Value, run.Freed!.Value)));
        Assert.Equal([null, "/"], runs.Select(run => run.CgroupPath));
        Assert.All(runs, run => Assert.Equal(("sb-ext4:vda", 28), (run.Name, run.Id)));
    }

    [Fact]
    public void A_shrinker_with_nothing_there_is_left_alone()
    {
        Assert.Empty(_session.Run("Invoke-KernelShrinker sb-ext4:vda -Node 7 -Root $args[0] -Force -Verbose", _root));
        Assert.Empty(_session.Errors);
        Assert.Contains("nothing to free", Assert.Single(_session.Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_of_another_start_is_not_touched()
    {
        // Booted at 1700000000, started 123.45 s later.
        DateTime start = DateTime.UnixEpoch.AddSeconds(1700000123.45);
        Assert.Empty(_session.Run("[pscustomobject]@{ Id = 77; StartTime = $args[1] } | Set-OomScoreAdjustment -Adjustment 9 -Root $args[0] -Force", _root, start.AddSeconds(-30)));
        AssertError("ProcessReplaced", ErrorCategory.InvalidOperation, 77);
        Assert.Equal("-5\n", Read("proc/77/oom_score_adj"));

        var change = (OomScoreChange)_session.Run("[pscustomobject]@{ Id = 77; StartTime = $args[1] } | Set-OomScoreAdjustment -Adjustment 9 -Root $args[0] -Force", _root, start.ToLocalTime())[0].BaseObject;
        Assert.Equal((77, "mysqld", -5, 9, 800), (change.Pid, change.Name, change.Before, change.After, change.ScoreBefore));
        Assert.Equal(start, change.StartTime!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void A_process_that_has_ended_does_not_keep_the_next_from_its_turn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are compared with /proc.");
        using var ended = Process.Start("true");
        ended.WaitForExit();
        using Process own = Own("");
        var change = (OomScoreChange)Assert.Single(_session.Run("$args[1], $args[2] | Set-OomScoreAdjustment 9 -Root $args[0] -Force", _root, ended, own)).BaseObject;
        AssertError("ProcessNotFound", ErrorCategory.ObjectNotFound, ended.Id);
        Assert.Equal((own.Id, 9), (change.Pid, change.After));
    }

    [Fact]
    public void A_process_of_another_name_is_not_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are compared with /proc.");
        using Process own = Own("x");
        Assert.Empty(_session.Run("$args[1] | Set-OomScoreAdjustment 9 -Root $args[0] -Force", _root, own));
        AssertError("ProcessReplaced", ErrorCategory.InvalidOperation, own.Id);
        Assert.Equal("0\n", Read($"proc/{own.Id}/oom_score_adj"));
    }

    // This process, in the captured tree, under its name with something before it.
    private Process Own(string before)
    {
        var own = Process.GetCurrentProcess();
        string ticks = Math.Round((own.StartTime.ToUniversalTime() - DateTime.UnixEpoch.AddSeconds(1700000000)).TotalSeconds * 100).ToString(CultureInfo.InvariantCulture);
        string name = before + own.ProcessName;
        Write($"proc/{own.Id}/comm", (name.Length > 15 ? name[..15] : name) + "\n");
        Write($"proc/{own.Id}/stat", $"{own.Id} (x) S 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 {ticks} 0 0\n");
        Write($"proc/{own.Id}/oom_score", "1\n");
        Write($"proc/{own.Id}/oom_score_adj", "0\n");
        return own;
    }

    [Theory]
    [InlineData("Clear-KernelCache Slab", "proc/sys/vm/drop_caches", "CacheClearingNotSupported")]
    [InlineData("Invoke-MemoryCompaction", "proc/sys/vm/compact_memory", "CompactionNotSupported")]
    [InlineData("Invoke-MemoryCompaction 1", "sys/devices/system/node/node1/compact", "CompactionNotSupported")]
    [InlineData("Invoke-CgroupReclaim /job 1MB", "sys/fs/cgroup/job/memory.reclaim", "CgroupReclaimNotSupported")]
    [InlineData("Invoke-KernelShrinker sb-*", "sys/kernel/debug/shrinker/sb-ext4:vda-28/scan", "ShrinkerGone")]
    public void What_is_not_there_is_refused(string command, string file, string id)
    {
        File.Delete(Path.Combine(_root, file));
        Assert.Empty(_session.Run(command + " -Root $args[0] -Force -Confirm:$false", _root));
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("Invoke-MemoryCompaction -Node 5", "NodeNotFound")]
    [InlineData("Invoke-CgroupReclaim /nothing", "CgroupNotFound")]
    [InlineData("Invoke-CgroupReclaim /../..", "CgroupNotFound")]
    [InlineData("Invoke-CgroupReclaim /", "CgroupReclaimNeedsAmount")]
    [InlineData("Set-OomScoreAdjustment 0 -Id 78", "ProcessNotFound")]
    [InlineData("Invoke-KernelShrinker nothing", "NameNotFound")]
    [InlineData("Invoke-KernelShrinker sb-* -CgroupPath /nothing", "CgroupNotFound")]
    public void Who_is_not_there_is_named(string command, string id)
    {
        Assert.Empty(_session.Run(command + " -Root $args[0] -Force", _root));
        Assert.StartsWith(id + ",", Assert.Single(_session.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void The_v1_hierarchy_takes_all_or_nothing()
    {
        Write("proc/self/mountinfo", "1 1 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
        Write("sys/fs/cgroup/memory/job/memory.stat", "rss 4096\n");
        Write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "8192\n");
        Write("sys/fs/cgroup/memory/job/memory.force_empty", "");
        Assert.Empty(_session.Run("Invoke-CgroupReclaim /job 4KB -Root $args[0] -Force", _root));
        AssertError("CgroupReclaimAmountNotSupported", ErrorCategory.InvalidArgument, "/job");
        Assert.Equal("", Read("sys/fs/cgroup/memory/job/memory.force_empty"));

        // The advice to name an amount would lead in a circle here.
        Assert.Empty(_session.Run("Invoke-CgroupReclaim / -Root $args[0] -Force", _root));
        AssertError("CgroupReclaimRootNotSupported", ErrorCategory.InvalidArgument, "/");

        var reclaim = (CgroupReclaim)_session.Run("Invoke-CgroupReclaim /job -Root $args[0] -Force", _root)[0].BaseObject;
        Assert.Equal(("/job", 1, 8192L, true), (reclaim.CgroupPath, reclaim.Version, reclaim.Before!.Value, reclaim.IsComplete));
        Assert.Equal("0", Read("sys/fs/cgroup/memory/job/memory.force_empty"));
    }

    [Theory]
    [InlineData("Set-OomScoreAdjustment 1001 -Id 77")]
    [InlineData("Set-OomScoreAdjustment 1 -Id 0")]
    [InlineData("Invoke-CgroupReclaim /job 0")]
    [InlineData("Clear-KernelCache Nothing")]
    public void What_makes_no_sense_is_refused(string command)
    {
        Assert.Empty(_session.Run(command + " -Root $args[0] -Force -Confirm:$false", _root));
        Assert.IsAssignableFrom<ParameterBindingException>(Assert.Single(_session.Errors).Exception);
    }

    private ConfirmImpact ImpactOf(string command) =>
        ((CmdletInfo)_session.Command(command)!).ImplementingType.GetCustomAttributes(typeof(CmdletAttribute), false).Cast<CmdletAttribute>().Single().ConfirmImpact;

    private void AssertError(string id, ErrorCategory category, object target)
    {
        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_root, file));

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
