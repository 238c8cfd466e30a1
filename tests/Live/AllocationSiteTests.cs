using System.Diagnostics;
using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>Sampling of the running kernel.</summary>
public class AllocationSiteTests
{
    private const int Files = 400;

    // Where fs/file_table.c takes a file; the compiler makes one function of both up to 6.4.
    private static readonly string[] s_opening = ["alloc_empty_file", "__alloc_file"];

    // When the load begins and how long is watched, in seconds: on a busy or emulated machine tracing takes its time to begin.
    private static readonly (double Delay, double Duration)[] s_attempts = [(1.5, 4), (1.5, 4), (3, 8), (10, 25), (25, 60)];

    [Fact]
    public void Files_that_are_opened_and_stay_open_are_found_and_closed_ones_are_not()
    {
        NeedTracing();
        // A process of its own: this one's threads are left out of the trace. It opens files, half of them for a moment only.
        string load = $"i=10; while [ $i -lt {10 + Files} ]; do eval \"exec $i</dev/null\"; : < /dev/null; i=$((i + 1)); done; exec sleep 60";
        PSObject site = Assert.Single(Sample(load, s_opening, sites => sites.Sum(site => Value<long>(site, "Calls")) >= Files), site => !Value<bool>(site, "IsOverlap"));
        Assert.Equal("Sampling", Value<string>(site, "Method"));
        // Others open files too, and keep any number of them.
        long calls = Value<long>(site, "Calls");
        Assert.InRange(calls, Files, long.MaxValue);
        Assert.InRange(Value<long>(site, "Bytes") / calls, 184, 512);
        // Those that were closed at once were taken as well, and are not among those that are kept.
        Assert.InRange(Value<long>(site, "TakenCalls") - calls, Files - 1, long.MaxValue);
        Assert.Equal(Value<long>(site, "Bytes") / calls, Value<long>(site, "Taken") / Value<long>(site, "TakenCalls"));
        AssertNothingIsLeft();
    }

    [Fact]
    public void Pages_are_found_by_their_stacks()
    {
        NeedTracing();
        // 32 MiB in tmpfs that stay: /dev/shm may be absent.
        if (!Directory.Exists("/dev/shm"))
            Assert.Skip("There is no /dev/shm to put pages into.");
        string file = $"/dev/shm/oomtools-{Environment.ProcessId}";
        try
        {
            PSObject[] sites = Sample($"rm -f {file}; head -c 33554432 /dev/zero > {file}", ["shmem_*"], sites => Written(sites) >= 32 << 20);
            // Others may write there, too.
            Assert.InRange(Written(sites), 32L << 20, long.MaxValue);
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

    /// <summary>Bytes by write(2); others may map shared memory meanwhile, as every .NET process does.</summary>
    private static long Written(PSObject[] sites) => sites
        .Where(site => ((IEnumerable<string>)((PSObject)site.Properties["CallTrace"].Value).BaseObject).Any(frame => frame.StartsWith("generic_perform_write+", StringComparison.Ordinal)))
        .Sum(site => Value<long>(site, "Bytes"));

    /// <summary>Watches while a shell does something that allocates, until what it tells is that: the load came after the watching had begun.</summary>
    private static PSObject[] Sample(string load, string[] names, Func<PSObject[], bool> isIt)
    {
        PSObject[] sites = [];
        foreach ((double delay, double duration) in s_attempts)
        {
            using var shell = Process.Start("bash", ["-c", FormattableString.Invariant($"sleep {delay}; {load}")]);
            try
            {
                // A name without wildcards that is not there is an error, which says the same as nothing.
                (IReadOnlyList<PSObject> output, _) = StagedModule.RunWithErrors(FormattableString.Invariant($"Get-AllocationSite '{string.Join("','", names)}' -Duration {duration}"));
                sites = [.. output];
            }
            finally
            {
                shell.Kill(entireProcessTree: true);
                shell.WaitForExit();
            }

            if (isIt(sites))
                break;
        }

        return sites;
    }

    private static void NeedTracing()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Tracing needs root on Linux.");
    }

    private static T Value<T>(PSObject site, string property) => LanguagePrimitives.ConvertTo<T>(site.Properties[property].Value);

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
