using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace OomTools.Tests;

/// <summary>Get-MemoryUsage -CgroupPath.</summary>
public sealed class CgroupUsageTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _root = Directory.CreateTempSubdirectory("oomtools-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_root, true);
    }

    [Fact]
    public void Every_capture_s_limited_cgroup_names_what_filled_it()
    {
        int judged = 0;
        foreach (string tree in CapturedTree.Collection().Where(tree => Path.GetFileName(tree) == "during"))
        {
            using JsonDocument truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(tree, "..", "truth.json")));
            if (truth.RootElement.GetProperty("kind").GetString() != "memcg")
                continue;
            string path = truth.RootElement.GetProperty("facts").GetProperty("cgroup_with_limit").GetString()!;
            MemoryUsage usage = Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath $args[1]", tree, path));
            Assert.Empty(_session.Errors);
            string folder = Path.Combine(tree, "sys", "fs", "cgroup", path.TrimStart('/'));
            Assert.Equal(Number(folder, "memory.max"), usage.TotalMemory);
            Assert.Equal(Number(folder, "memory.max") - Number(folder, "memory.current"), usage.FreeMemory);
            Assert.Equal(usage.TotalMemory, usage.UserMemory + usage.KernelMemory + usage.FreeMemory + usage.UnaccountedMemory);
            OomCause cause = truth.RootElement.GetProperty("dominant").GetString() switch
            {
                "user-anon" => OomCause.AnonymousMemory,
                "shmem" => OomCause.SharedMemory,
                "slab-unreclaimable" => OomCause.SlabUnreclaimable,
                string other => throw new InvalidOperationException(other),
                null => throw new InvalidOperationException(),
            };
            Assert.True(cause == usage.Cause, $"{tree}: {usage.Summary}");
            Assert.StartsWith($"Cgroup {path} holds ", usage.Summary, StringComparison.Ordinal);
            judged++;
        }

        Assert.True(judged >= 5, $"{judged}");
    }

    [Fact]
    public void A_v1_cgroup_without_a_limit()
    {
        Write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:7 - cgroup cgroup rw,memory\n");
        Write("sys/fs/cgroup/memory/job/memory.usage_in_bytes", "52428800\n");
        Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/job/memory.kmem.usage_in_bytes", "41943040\n");
        Write("sys/fs/cgroup/memory/job/memory.stat", "cache 1\nrss 2\ntotal_cache 4194304\ntotal_rss 6291456\ntotal_inactive_anon 7340032\ntotal_active_anon 0\n");
        MemoryUsage usage = Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath /job", _root));
        // 50 MiB: 6 anonymous, 1 on the anonymous lists beyond them, 3 of cache, 40 that v1 does not break down.
        Assert.Equal(1 << 20, usage.SharedMemory);
        Assert.Equal(3 << 20, usage.FileMemory);
        Assert.Equal(40 << 20, usage.KernelMemory);
        Assert.Equal(OomCause.Unaccounted, usage.Cause);
        Assert.StartsWith("Cgroup /job holds 50 MiB and has no limit of its own: kernel memory of kinds that v1 does not tell holds 80 % of it (40 of 50 MiB)", usage.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("free", usage.Summary, StringComparison.Ordinal);
    }

    // 6.18: the root of v1 as it was, rounded: usage is cache and rss, kmem is not in it.
    [Fact]
    public void The_root_of_v1_holds_its_kernel_memory_too()
    {
        Write("proc/self/mountinfo", "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:7 - cgroup cgroup rw,memory\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "104853504\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/memory.kmem.usage_in_bytes", "10485760\n");
        Write("sys/fs/cgroup/memory/memory.stat", "cache 62914560\nrss 41943040\ntotal_cache 62914560\ntotal_rss 41943040\ntotal_shmem 0\n");
        MemoryUsage usage = Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath /", _root));
        Assert.Equal((115339264, 104857600, 10485760, -4096), (usage.TotalMemory, usage.UserMemory, usage.KernelMemory, usage.UnaccountedMemory));
        Assert.StartsWith("Cgroup / holds 110 MiB and has no limit of its own: file cache holds 55 % of it (60 of 110 MiB)", usage.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_above_is_told_where_there_is_none_of_its_own()
    {
        foreach ((string path, string limit) in new[] { ("pod", "1048576"), ("pod/app", "max"), ("pod/app/worker", "max"), ("free", "max") })
        {
            Write($"sys/fs/cgroup/{path}/memory.current", "524288\n");
            Write($"sys/fs/cgroup/{path}/memory.max", limit + "\n");
            Write($"sys/fs/cgroup/{path}/memory.stat", "anon 524288\nfile 0\n");
        }

        string[] summaries = [.. Usages("Get-MemoryUsage -Root $args[0] -CgroupPath /pod/app/worker, /pod, /free", _root).Select(usage => usage.Summary.Split(':')[0])];
        Assert.Equal(
            ["Cgroup /pod/app/worker holds 512 KiB and has no limit of its own (/pod above it has 1 MiB)", "Cgroup /pod holds 512 KiB of 1 MiB", "Cgroup /free holds 512 KiB and has no limit of its own"],
            summaries);
    }

    [Theory]
    // 2 CPUs: up to 512 KiB may be charged ahead.
    [InlineData(524288, 0, "/job holds 512 KiB and has no limit of its own: no more than the kernel charges ahead of use (up to 64 pages a CPU).", OomCause.Unknown)]
    [InlineData(528384, 0, "/job holds 516 KiB and has no limit of its own: memory that no counter owns holds 100 % of it (516 of 516 KiB); LRU 0 %, slab 0 %.", OomCause.Unaccounted)]
    [InlineData(393216, 131072, "/job holds 384 KiB and has no limit of its own: anonymous memory holds 33 % of it (128 of 384 KiB); slab 0 %; 256 KiB charged ahead of use.", OomCause.AnonymousMemory)]
    public void What_is_charged_ahead_is_told_from_what_nobody_owns(long current, long anonymous, string summary, OomCause cause)
    {
        Write("proc/stat", "cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\nbtime 1\n");
        Write("sys/fs/cgroup/job/memory.current", $"{current}\n");
        Write("sys/fs/cgroup/job/memory.max", "max\n");
        Write("sys/fs/cgroup/job/memory.stat", $"anon {anonymous}\nfile 0\nkernel 0\nslab_reclaimable 0\nslab_unreclaimable 0\n");
        MemoryUsage usage = Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath /job", _root));
        Assert.Equal("Cgroup " + summary, usage.Summary);
        Assert.Equal(cause, usage.Cause);
        Assert.Equal(current - anonymous, usage.UnaccountedMemory);
    }

    [Fact]
    public void An_empty_cgroup()
    {
        Write("sys/fs/cgroup/job/memory.current", "0\n");
        Write("sys/fs/cgroup/job/memory.max", "1048576\n");
        Write("sys/fs/cgroup/job/memory.stat", "anon 0\nfile 0\n");
        MemoryUsage usage = Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath /job", _root));
        Assert.Equal(1 << 20, usage.FreeMemory);
        Assert.StartsWith("Cgroup /job holds 0 B", usage.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Cgroups_come_from_reports()
    {
        Write("sys/fs/cgroup/job/memory.current", "8192\n");
        Write("sys/fs/cgroup/job/memory.max", "max\n");
        Write("sys/fs/cgroup/job/memory.stat", "anon 8192\nfile 0\n");
        MemoryUsage usage = Assert.Single(Usages("[pscustomobject]@{ CgroupPath = '/job' } | Get-MemoryUsage -Root $args[0]", _root));
        Assert.Equal("/job", usage.CgroupPath);
    }

    [Fact]
    public void The_others_come_when_one_is_gone()
    {
        Write("sys/fs/cgroup/job/memory.current", "8192\n");
        Write("sys/fs/cgroup/job/memory.stat", "anon 8192\nfile 0\n");
        Write("sys/fs/cgroup/memory.stat", "anon 8192\nfile 0\n");
        Assert.Single(Usages("Get-MemoryUsage -Root $args[0] -CgroupPath \"/no`e[31m\", /../.., /job, /", _root));
        Assert.Equal(["CgroupNotFound", "CgroupNotFound", "CgroupNotCounted"], _session.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([ErrorCategory.ObjectNotFound, ErrorCategory.ObjectNotFound, ErrorCategory.InvalidArgument], _session.Errors.Select(error => error.CategoryInfo.Category));
        Assert.All(_session.Errors, error => Assert.DoesNotContain('\u001b', error.Exception.Message));
    }

    [Fact]
    public void Paths_complete_one_level_at_a_time()
    {
        Write("sys/fs/cgroup/system.slice/sshd.service/memory.stat", "anon 1\n");
        Write("sys/fs/cgroup/user.slice/memory.stat", "anon 1\n");
        Assert.Equal(["/system.slice", "/user.slice"], _session.Complete($"Get-MemoryUsage -Root {_root} -CgroupPath "));
        Assert.Equal(["/system.slice/sshd.service"], _session.Complete($"Get-MemoryUsage -Root {_root} -CgroupPath /system.slice/"));
    }

    private MemoryUsage[] Usages(string script, params object[] arguments) => [.. _session.Run(script, arguments).Select(usage => (MemoryUsage)usage.BaseObject)];

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static long Number(string folder, string file) => long.Parse(File.ReadAllText(Path.Combine(folder, file)), CultureInfo.InvariantCulture);
}
