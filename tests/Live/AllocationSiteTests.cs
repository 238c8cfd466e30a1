using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>Sampling of the running kernel.</summary>
public class AllocationSiteTests
{
    private const int Files = 400;

    [Fact]
    public void Files_that_are_opened_and_stay_open_are_found_and_closed_ones_are_not()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Tracing needs root on Linux.");
        // A process of its own: this one's threads are left out of the trace. It opens files, half of them for a moment only.
        string script = $"sleep 1.5; i=10; while [ $i -lt {10 + Files} ]; do eval \"exec $i</dev/null\"; : < /dev/null; i=$((i + 1)); done; sleep 20";
        PSObject[] output = [.. StagedModule.Run($"[System.Diagnostics.Process]::Start('bash', [string[]]('-c', '{script}')); Get-AllocationSite alloc_empty_file -Duration 4 | Where-Object IsOverlap -eq $false")];
        try
        {
            PSObject site = Assert.Single(output[1..]);
            Assert.Equal("Sampling", site.Properties["Method"].Value.ToString());
            // Others open files too, but do not keep so many.
            long calls = LanguagePrimitives.ConvertTo<long>(site.Properties["Calls"].Value);
            Assert.InRange(calls, Files, Files * 1.9);
            Assert.InRange(LanguagePrimitives.ConvertTo<long>(site.Properties["Bytes"].Value) / calls, 184, 512);
        }
        finally
        {
            ((System.Diagnostics.Process)output[0].BaseObject).Kill();
        }

        AssertNothingIsLeft();
    }

    [Fact]
    public void Pages_are_found_by_their_stacks()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Tracing needs root on Linux.");
        // 32 MiB in tmpfs that stay: /dev/shm may be absent.
        if (!Directory.Exists("/dev/shm"))
            Assert.Skip("There is no /dev/shm to put pages into.");
        string file = $"/dev/shm/oomtools-{Environment.ProcessId}";
        try
        {
            PSObject[] sites = [.. StagedModule.Run(
                $"$null = [System.Diagnostics.Process]::Start('bash', [string[]]('-c', 'sleep 1.5; head -c 33554432 /dev/zero > {file}')); Get-AllocationSite shmem_* -Duration 4")];
            long bytes = sites.Sum(site => LanguagePrimitives.ConvertTo<long>(site.Properties["Bytes"].Value));
            Assert.InRange(bytes, 32L << 20, 64L << 20);
            Assert.Contains(sites, site => ((IEnumerable<string>)((PSObject)site.Properties["CallTrace"].Value).BaseObject).Any(frame => frame.StartsWith("shmem_", StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_kernel_without_profiling_says_what_would_turn_it_on()
    {
        if (!OperatingSystem.IsLinux() || File.Exists("/proc/allocinfo"))
            Assert.Skip("This kernel has /proc/allocinfo.");
        (IReadOnlyList<PSObject> output, IReadOnlyList<ErrorRecord> errors) = StagedModule.RunWithErrors("Get-AllocationSite -Method AllocInfo");
        Assert.Empty(output);
        ErrorRecord error = Assert.Single(errors);
        Assert.StartsWith("AllocationProfiling", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(File.Exists("/proc/sys/vm/mem_profiling") ? "sysctl.vm.mem_profiling" : "CONFIG_MEM_ALLOC_PROFILING", error.Exception.Message, StringComparison.Ordinal);
    }

    // Instances of this process bear its number.
    private static void AssertNothingIsLeft()
    {
        foreach (string tracefs in new[] { "/sys/kernel/tracing/instances", "/sys/kernel/debug/tracing/instances" })
        {
            if (Directory.Exists(tracefs))
                Assert.DoesNotContain(Directory.GetDirectories(tracefs), name => name.Contains($"-{Environment.ProcessId}-", StringComparison.Ordinal));
        }
    }
}
