using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>Remedies on the running kernel, in amounts that hurt nobody.</summary>
public class RemedyTests
{
    [Fact]
    public void Dropping_slab_is_counted_by_the_kernel_and_WhatIf_is_not()
    {
        NeedRoot();
        AssertLeaves("drop_slab", "Clear-KernelCache Slab -WhatIf");
        long before = VmStat("drop_slab");

        PSObject release = Assert.Single(StagedModule.Run("Clear-KernelCache Slab -Confirm:$false"));
        Assert.True(VmStat("drop_slab") > before);
        Assert.Equal(Value<long>(release, "Before") - Value<long>(release, "After"), Value<long>(release, "Freed"));
        Assert.InRange(Value<long>(release, "After"), 1, Value<long>(release, "Before") + (64L << 20));
    }

    [Fact]
    public void Compaction_moves_pages_and_WhatIf_does_not()
    {
        NeedRoot();
        if (!File.Exists("/proc/sys/vm/compact_memory"))
            Assert.Skip("This kernel was built without CONFIG_COMPACTION.");
        AssertLeaves("compact_migrate_scanned", "Invoke-MemoryCompaction -WhatIf");
        long before = VmStat("compact_migrate_scanned");

        PSObject run = Assert.Single(StagedModule.Run("Invoke-MemoryCompaction -Node 0"));
        long after = VmStat("compact_migrate_scanned");
        Assert.True(after > before);
        Assert.InRange(Value<long>(run, "Scanned"), 1, after - before);
    }

    [Fact]
    public void The_page_cache_of_a_cgroup_is_reclaimed()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-reclaim", 64L << 20);
        using DiskFolder folder = DiskFolder.Create("oomtools-reclaim");
        string file = Path.Combine(folder.Path, "data");
        // 16 MiB of clean file cache, charged to the cgroup.
        cgroup.Run($"sh -c 'dd if=/dev/zero of={file} bs=1M count=16 && sync {file}'");
        long charged = cgroup.Usage();
        if (charged < 8L << 20)
            Assert.Skip("The file system of the temporary folder charges no cache to the cgroup.");
        if (!cgroup.CanReclaim)
            Assert.Skip("This kernel has no memory.reclaim (it came with 5.19).");
        Assert.Empty(StagedModule.Run($"Invoke-CgroupReclaim '{cgroup.Path}' -WhatIf"));
        Assert.InRange(cgroup.Usage(), 8L << 20, charged);

        string amount = cgroup.IsV2 ? "-Bytes 8MB" : "";
        PSObject reclaim = Assert.Single(StagedModule.Run($"Invoke-CgroupReclaim '{cgroup.Path}' {amount}"));
        Assert.Equal(cgroup.Path, Value<string>(reclaim, "CgroupPath"));
        Assert.True(Value<bool>(reclaim, "IsComplete"));
        Assert.InRange(Value<long>(reclaim, "Freed"), 7L << 20, charged);
        Assert.InRange(cgroup.Usage(), 0, charged - (7L << 20));
    }

    [Fact]
    public void The_score_of_a_process_is_set_and_WhatIf_leaves_it()
    {
        NeedRoot();
        using Process process = Sleep();
        try
        {
            string score = $"/proc/{process.Id}/oom_score_adj";
            string before = File.ReadAllText(score);
            Assert.Empty(StagedModule.Run($"Set-OomScoreAdjustment 500 -Id {process.Id} -WhatIf"));
            Assert.Equal(before, File.ReadAllText(score));

            // What Get-Process gives: an object with Id and StartTime.
            PSObject change = Assert.Single(StagedModule.Run($"[System.Diagnostics.Process]::GetProcessById({process.Id}) | Set-OomScoreAdjustment 500"));
            Assert.Equal("500\n", File.ReadAllText(score));
            Assert.Equal(500, Value<int>(change, "After"));
            Assert.Equal(int.Parse(before, CultureInfo.InvariantCulture), Value<int>(change, "Before"));
            Assert.Equal("sleep", Value<string>(change, "Name"));
            Assert.True(Value<int>(change, "ScoreAfter") > Value<int>(change, "ScoreBefore"));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_candidate_of_the_OOM_killer_is_the_process_that_was_listed()
    {
        NeedRoot();
        using Process process = Sleep();
        try
        {
            PSObject change = Assert.Single(StagedModule.Run($"Get-OomCandidate sleep | Where-Object Pid -eq {process.Id} | Set-OomScoreAdjustment 300"));
            Assert.Equal("300\n", File.ReadAllText($"/proc/{process.Id}/oom_score_adj"));
            Assert.Equal(process.StartTime.ToUniversalTime(), Value<DateTime>(change, "StartTime"), TimeSpan.FromSeconds(2));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_process_with_the_number_of_one_that_ended_is_not_touched()
    {
        NeedRoot();
        using Process process = Sleep();
        try
        {
            (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = StagedModule.RunWithErrors(
                $"[pscustomobject]@{{ Id = {process.Id}; StartTime = [datetime]::Now.AddMinutes(-10) }} | Set-OomScoreAdjustment 700");
            Assert.Empty(output);
            Assert.StartsWith("ProcessReplaced,", Assert.Single(errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.NotEqual("700\n", File.ReadAllText($"/proc/{process.Id}/oom_score_adj"));
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_host_s_kernel_below_another_root_is_a_kernel()
    {
        NeedRoot();
        // The same machine by another path, as a host's that is mounted into a container.
        string root = Directory.CreateTempSubdirectory("oomtools-host-").FullName;
        string proc = Path.Combine(root, "proc");
        Directory.CreateDirectory(proc);
        if (Run("mount", "--bind", "/proc", proc) != 0)
        {
            Directory.Delete(root, true);
            Assert.Skip("/proc cannot be mounted here.");
        }

        try
        {
            long before = VmStat("drop_slab");
            Assert.Single(StagedModule.Run($"Clear-KernelCache Slab -Root '{root}' -Confirm:$false"));
            Assert.True(VmStat("drop_slab") > before);
        }
        finally
        {
            Run("umount", proc);
            Directory.Delete(proc);
            Directory.Delete(root);
        }
    }

    // The machine works for others too, and may do the same by itself at that moment: once unchanged is enough.
    private static void AssertLeaves(string counter, string script)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            long before = VmStat(counter);
            Assert.Empty(StagedModule.Run(script));
            if (VmStat(counter) == before)
                return;
        }

        Assert.Fail($"{counter} changed each time.");
    }

    private static void NeedRoot()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Changing the kernel needs root on Linux.");
    }

    private static Process Sleep() => Process.Start(new ProcessStartInfo("sleep", "60"))!;

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static long VmStat(string name) => File.ReadLines("/proc/vmstat").Select(line => line.Split(' '))
        .Where(fields => fields[0] == name).Select(fields => long.Parse(fields[1], CultureInfo.InvariantCulture)).SingleOrDefault();

    private static T Value<T>(PSObject result, string property) => LanguagePrimitives.ConvertTo<T>(result.Properties[property].Value);
}
