using System.Management.Automation;

namespace OomTools.Live.Tests;

public class CgroupKillTests
{
    private const long Limit = 24L << 20;

    [Fact]
    public void A_real_cgroup_kill_appears_in_the_live_log()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-live", Limit);
        int pid = cgroup.Kill();

        PSObject report = Assert.Single(StagedModule.Run($"Get-OomReport | Where-Object CgroupPath -eq '{cgroup.Path}'"));
        Assert.Equal("Cgroup", Value<string>(report, "Kind"));
        Assert.Equal("Killed", Value<string>(report, "Outcome"));
        Assert.Equal("AnonymousMemory", Value<string>(report, "Cause"));
        Assert.Equal("tail", Value<string>(report, "VictimName"));
        Assert.Equal(pid, Value<int>(report, "VictimPid"));
        Assert.Equal(cgroup.Path, Value<string>(report, "VictimCgroup"));
        Assert.Equal(Limit, Value<long>(report, "CgroupLimit"));
        Assert.InRange(Value<DateTime>(report, "Time"), DateTime.UtcNow.AddMinutes(-2), DateTime.UtcNow.AddMinutes(2));
    }

    private static T Value<T>(PSObject report, string property) => LanguagePrimitives.ConvertTo<T>(report.Properties[property].Value);
}
