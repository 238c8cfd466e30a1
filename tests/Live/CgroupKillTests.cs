using System.Management.Automation;

namespace OomTools.Live.Tests;

public class CgroupKillTests
{
    private const long Limit = 24L << 20;

    [Fact]
    public void A_real_cgroup_kill_appears_in_the_live_log()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-live", Limit);

        // tail keeps the last line of its input, and /dev/zero has no line end: it grows until it meets the limit.
        (int pid, int exitCode) = cgroup.Run("tail /dev/zero");
        Assert.Equal(137, exitCode);

        PSObject report = Assert.Single(StagedModule.Run($"Get-OomReport | Where-Object CgroupPath -eq '{cgroup.Path}'"));
        Assert.Equal("Cgroup", report.Properties["Kind"].Value.ToString());
        Assert.Equal("Killed", report.Properties["Outcome"].Value.ToString());
        Assert.Equal("AnonymousMemory", report.Properties["Cause"].Value.ToString());
        Assert.Equal("tail", report.Properties["VictimName"].Value);
        Assert.Equal(pid, report.Properties["VictimPid"].Value);
        Assert.Equal(cgroup.Path, report.Properties["VictimCgroup"].Value);
        Assert.Equal(Limit, report.Properties["CgroupLimit"].Value);
        Assert.InRange((DateTime)report.Properties["Time"].Value, DateTime.UtcNow.AddMinutes(-2), DateTime.UtcNow.AddMinutes(2));
    }
}
