using System.Globalization;
using System.Management.Automation;

namespace OomTools.Live.Tests;

public class OomCandidateTests
{
    private const long MiB = 1 << 20;
    private const long Limit = 160 * MiB;

    // Such that neither the largest nor the most biased is first: of 160 MiB, a bias of 100 is worth 16 MiB. All come before the
    // one that takes their memory, which has no bias.
    private static readonly (long Size, int Adjustment)[] s_processes = [(40 * MiB, 750), (8 * MiB, 1000), (24 * MiB, 930), (30 * MiB, 700), (12 * MiB, 830)];

    // In MiB 24 + 148.8, 8 + 160, 40 + 120, 12 + 132.8, 30 + 112.
    private static readonly int[] s_order = [2, 1, 0, 4, 3];

    [Fact]
    public void The_kernel_kills_in_the_order_that_was_told()
    {
        // On a busy machine the dead may keep their memory so long that the kernel kills the one that grows as well, or its reclaim may find
        // so much that the last one need not die.
        const int Attempts = 5;
        for (int attempt = 1; !IsOrderTold(); attempt++)
            Assert.True(attempt < Attempts, "The process that grows was killed before the others, or some of them never were.");
    }

    /// <summary>False when not exactly the others were killed.</summary>
    private static bool IsOrderTold()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-candidates", Limit);
        using MemoryHolder grower = Hold(cgroup, 0, 0);
        var holders = new List<MemoryHolder>();
        try
        {
            foreach ((long size, int adjustment) in s_processes)
                holders.Add(Hold(cgroup, size, adjustment));

            int[] expected = [.. s_order.Select(index => holders[index].Pid)];
            int[] told = [.. StagedModule.Run($"Get-OomCandidate -CgroupPath '{cgroup.Path}'").Select(candidate => Value<int>(candidate, "Pid"))];
            Assert.Equal([.. expected, grower.Pid], told);
            if (Kill(grower, holders) is not { } killed)
                return false;
            Assert.Equal(expected, killed);
            return true;
        }
        finally
        {
            holders.ForEach(holder => holder.Dispose());
        }
    }

    [Fact]
    public void A_bias_of_minus_1000_is_an_exemption()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-candidates", Limit);
        using MemoryHolder small = Hold(cgroup, 4 * MiB, 0);
        using MemoryHolder safe = Hold(cgroup, 20 * MiB, -1000);

        IReadOnlyList<PSObject> candidates = StagedModule.Run($"Get-OomCandidate -CgroupPath '{cgroup.Path}'");
        Assert.Equal([small.Pid, safe.Pid], candidates.Select(candidate => Value<int>(candidate, "Pid")));
        Assert.Equal("Bias", Value<string>(candidates[1], "Exemption"));
    }

    [Fact]
    public void What_a_kill_frees_is_what_the_process_has_alone()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-candidates", Limit);
        using MemoryHolder holder = Hold(cgroup, 20 * MiB, 0);

        PSObject candidate = Assert.Single(StagedModule.Run($"Get-OomCandidate -CgroupPath '{cgroup.Path}'"));
        Assert.InRange(Value<long>(candidate, "Freeable"), 20 * MiB, Value<long>(candidate, "Rss") + Value<long>(candidate, "PageTables"));
        Assert.Equal(0, Value<long>(candidate, "FreeableSwap"));
    }

    [Fact]
    public void Scores_are_those_that_the_kernel_computes()
    {
        if (KernelVersion() < new Version(5, 9))
            Assert.Skip("/proc/PID/oom_score is another figure before 5.9.");
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-candidates", Limit);
        using MemoryHolder plain = Hold(cgroup, 40 * MiB, 0);
        using MemoryHolder biased = Hold(cgroup, 8 * MiB, 321);
        long total = (MemInfo("MemTotal") + MemInfo("SwapTotal")) * 1024 / Environment.SystemPageSize;

        IReadOnlyList<PSObject> candidates = StagedModule.Run("Get-OomCandidate");
        foreach (MemoryHolder holder in (MemoryHolder[])[plain, biased])
        {
            PSObject candidate = Assert.Single(candidates, candidate => Value<int>(candidate, "Pid") == holder.Pid);
            // fs/proc/base.c, proc_oom_score; the kernel knows its per-CPU counters better than status does.
            long expected = (1000 + (Value<long>(candidate, "Score") * 1000 / total)) * 2 / 3;
            Assert.InRange(long.Parse(File.ReadAllText($"/proc/{holder.Pid}/oom_score"), CultureInfo.InvariantCulture), expected - 1, expected + 1);
        }
    }

    [Fact]
    public void Whom_the_kernel_gives_no_score_is_exempt()
    {
        if (KernelVersion() < new Version(5, 9))
            Assert.Skip("/proc/PID/oom_score is 0 for small processes too before 5.9.");

        IReadOnlyList<PSObject> candidates = StagedModule.Run("Get-OomCandidate -IncludeKernelThread");
        Assert.Contains(candidates, candidate => Value<string>(candidate, "Exemption") == "KernelThread");
        Assert.All(candidates, candidate => Assert.Equal(Value<int>(candidate, "OomScore") == 0, Value<bool>(candidate, "IsExempt")));
    }

    private static MemoryHolder Hold(MemoryCgroup cgroup, long size, int adjustment)
    {
        MemoryHolder holder = MemoryHolder.Start(cgroup, adjustment);
        Assert.True(holder.Give(size));
        holder.WaitForStart(size);
        if (File.ReadAllText($"/proc/{holder.Pid}/oom_score_adj").Trim() != adjustment.ToString(CultureInfo.InvariantCulture))
        {
            holder.Dispose();
            Assert.Skip("Lowering oom_score_adj needs CAP_SYS_RESOURCE.");
        }

        return holder;
    }

    /// <summary>Lets one process take the others' memory; gives the order in which the kernel says to have killed them for it, or null when it died itself or one of them lives.</summary>
    private static int[]? Kill(MemoryHolder grower, List<MemoryHolder> holders)
    {
        const long Step = MiB / 2;
        using var log = new KernelLines("tail");
        // All that the cgroup may hold, and less than all: with nobody left to kill it would be its own turn.
        for (long given = Step; given < Limit - (8 * MiB) && holders.Exists(holder => holder.IsAlive); given += Step)
        {
            if (!grower.Give(Step))
                return null;
            grower.WaitForStart(given - MiB);
        }

        if (!SpinWait.SpinUntil(() => !holders.Exists(holder => holder.IsAlive), TimeSpan.FromSeconds(10)))
            return null;
        Assert.All(holders, holder => Assert.Equal(137, holder.ExitCode));
        Assert.True(SpinWait.SpinUntil(() => holders.TrueForAll(holder => log.Seen.ContainsKey(holder.Pid)), TimeSpan.FromSeconds(10)), "A kill is not in the kernel log.");
        Dictionary<int, long> moments = log.Seen;
        return [.. holders.Select(holder => holder.Pid).OrderBy(pid => moments[pid])];
    }

    private static long MemInfo(string name) =>
        long.Parse(File.ReadLines("/proc/meminfo").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static Version KernelVersion() => Environment.OSVersion.Version;

    private static T Value<T>(PSObject candidate, string property) => LanguagePrimitives.ConvertTo<T>(candidate.Properties[property].Value);
}
