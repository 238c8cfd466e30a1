using System.Management.Automation;

namespace OomTools.Live.Tests;

public class IncidentTests
{
    private const long Limit = 24L << 20;

    private const int Kills = 3;

    [Fact]
    public void Real_kills_are_one_incident_and_the_kernel_s_counter_agrees()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-incident", Limit);
        for (int i = 0; i < Kills; i++)
            cgroup.Kill();
        long? counted = cgroup.KillCount();
        Assert.SkipWhen(counted is null, "This kernel does not count its kills.");

        PSObject incident = Assert.Single(StagedModule.Run($"Get-OomSummary -WithLive | Where-Object CgroupPath -eq '{cgroup.Path}'"));
        Assert.Equal(Kills, counted);
        Assert.Equal(Kills, Value<long>(incident, "KernelKillCount"));
        Assert.Equal(Kills, Value<long>(incident, "VictimCount"));
        Assert.Equal(0, Value<long>(incident, "UnloggedKillCount"));
        Assert.Equal("tail", ((Array)((PSObject)incident.Properties["Victims"].Value).BaseObject).GetValue(0)!.ToString()!.Split(' ')[0]);

        // Full then, empty now: who filled it was killed. The kernel takes the last pages when it has time.
        PSObject? anonymous = null;
        Assert.True(SpinWait.SpinUntil(() => Value<long>(anonymous = Anonymous(), "Difference") < 1 << 20, TimeSpan.FromSeconds(10)), $"{anonymous}");
        Assert.InRange(Value<long>(anonymous!, "Reference"), Limit / 2, Limit);

        PSObject Anonymous() => Assert.Single(
            StagedModule.Run($"Get-OomReport | Where-Object CgroupPath -eq '{cgroup.Path}' | Compare-OomReport -WithLive -Area Memory"),
            row => Value<string>(row, "Name") == "AnonymousMemory");
    }

    [Fact]
    public void What_the_ring_buffer_lost_does_not_matter_to_whom_wants_only_what_came_after()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-recent", Limit);
        DateTime start = DateTime.UtcNow;
        cgroup.Kill();
        PSObject output = Assert.Single(StagedModule.Run(
            $"$r = @(Get-OomReport -After '{start:O}' -WarningVariable said -WarningAction SilentlyContinue); [pscustomobject] @{{ Said = \"$said\"; Found = @($r | Where-Object VictimCgroup -eq '{cgroup.Path}').Count }}"));
        Assert.Equal("", Value<string>(output, "Said"));
        Assert.Equal(1, Value<int>(output, "Found"));
    }

    private static T Value<T>(PSObject source, string property) => LanguagePrimitives.ConvertTo<T>(source.Properties[property].Value);
}
