using System.Management.Automation;

namespace OomTools.Live.Tests;

/// <summary>A cgroup that dies as a whole (memory.oom.group).</summary>
public class GroupKillTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void All_of_a_group_are_victims_of_one_report()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-group", 48 * MiB);
        cgroup.DieAsOne();
        MachineKills.WaitUntilReportsAreWhole();
        MemoryHolder[] holders = [.. Enumerable.Range(0, 3).Select(_ => MemoryHolder.Start(cgroup, 0))];
        try
        {
            foreach (MemoryHolder holder in holders)
            {
                Assert.True(holder.Give(4 * MiB));
                holder.WaitForStart(4 * MiB);
            }

            PSObject[] candidates = [.. StagedModule.Run($"Get-OomCandidate -CgroupPath '{cgroup.Path}'")];
            Assert.Equal(holders.Select(holder => holder.Pid).Order(), candidates.Select(candidate => Value<int>(candidate, "Pid")).Order());
            Assert.All(candidates, candidate => Assert.Equal(cgroup.Path, Value<string>(candidate, "OomGroup")));

            _ = holders[0].Give(64 * MiB);
            Assert.True(SpinWait.SpinUntil(() => Array.TrueForAll(holders, holder => !holder.IsAlive), TimeSpan.FromSeconds(30)), "Some are alive.");
            Assert.All(holders, holder => Assert.Equal(137, holder.ExitCode));
            PSObject report = Assert.Single(StagedModule.Run($"Get-OomReport | Where-Object CgroupPath -eq '{cgroup.Path}'"));
            var victims = (IEnumerable<object>)((PSObject)report.Properties["Victims"].Value).BaseObject;
            Assert.Equal(holders.Select(holder => holder.Pid).Order(), victims.Select(victim => Value<int>(PSObject.AsPSObject(victim), "Pid")).Order());
            Assert.Equal(3, Value<int>(report, "VictimCount"));
            // The one that grew is chosen; the others go with it.
            Assert.Equal(holders[0].Pid, Value<int>(report, "VictimPid"));
            Assert.Equal("Killed", Value<string>(report, "Outcome"));
        }
        finally
        {
            Array.ForEach(holders, holder => holder.Dispose());
        }
    }

    private static T Value<T>(PSObject result, string property) => LanguagePrimitives.ConvertTo<T>(result.Properties[property].Value);
}
