using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>Watch-OomReport while the kernel kills. How soon it tells is measured by the benchmark <c>storm</c>.</summary>
public class WatchTests
{
    private const int Kills = 300;
    private const int Burst = 12;
    private const long Limit = 8L << 20;

    /// <summary>The name of those who die: nobody else's kills are counted.</summary>
    private static readonly string s_name = string.Create(CultureInfo.InvariantCulture, $"hog{Environment.ProcessId}");

    /// <summary>The name of the one that ends the watching.</summary>
    private static readonly string s_last = "end" + s_name;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void In_a_storm_every_kill_is_passed_or_counted()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-storm", Limit);
        string folder = Directory.CreateTempSubdirectory("oomtools").FullName;
        try
        {
            using var all = new ShellRun($"'ready'; Watch-OomReport -Name {s_name}, {s_last} -NoLimit -Count {Kills + 1} -Timeout 600 | ForEach-Object {{ $_.VictimPid }}");
            using var limited = new ShellRun(
                $"'ready'; Watch-OomReport -Name {s_name}, {s_last} -Key VictimName -Burst {Burst} -Count {Burst + 1} -Timeout 600 | ForEach-Object {{ if ($_ -is [OomTools.OomSuppression]) {{ 'held ' + $_.Count }} else {{ 'passed ' + $_.VictimName }} }}");
            all.MustSay(lines => lines.Length > 0, s_patience);
            limited.MustSay(lines => lines.Length > 0, s_patience);
            Idle(all, limited);
            int[] killed = Storm(cgroup, Program(folder, s_name), all);
            (int last, int exitCode) = cgroup.Run($"{Program(folder, s_last)} /dev/zero");
            Assert.Equal(137, exitCode);

            all.End(s_patience);
            Assert.Equal([.. killed, last], all.Lines[1..].Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
            limited.End(s_patience);
            Assert.Equal(
                [.. Enumerable.Repeat("passed " + s_name, Burst), "passed " + s_last, $"held {Kills - Burst}"],
                limited.Lines[1..]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One that takes all memory there is, by another name.</summary>
    private static string Program(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        File.Copy("/usr/bin/tail", path);
        return path;
    }

    /// <summary>While nothing happens nothing is done.</summary>
    private static void Idle(params ShellRun[] runs)
    {
        // They import the module and compile at first, and collect garbage now and then: some time must be quiet, not all.
        const int Attempts = 10;
        foreach (ShellRun run in runs)
        {
            for (int attempt = 1; ; attempt++)
            {
                TimeSpan before = run.ProcessorTime;
                Thread.Sleep(2000);
                TimeSpan used = run.ProcessorTime - before;
                if (used < TimeSpan.FromMilliseconds(40))
                    break;
                Assert.True(attempt < Attempts, $"{used} of 2 s");
            }
        }
    }

    private static int[] Storm(MemoryCgroup cgroup, string hog, ShellRun all)
    {
        long? killsBefore = cgroup.KillCount();
        long? machineBefore = MachineKills.Count();
        var killed = new List<int>();
        long memory = 0;
        for (int i = 0; i < Kills; i++)
        {
            (int pid, int exitCode) = cgroup.Run($"{hog} /dev/zero");
            Assert.Equal(137, exitCode);
            killed.Add(pid);
            if (i == Kills / 3)
                memory = all.AnonymousMemory;
        }

        all.MustSay(lines => lines.Length > Kills, s_patience);
        long grown = all.AnonymousMemory - memory;
        Assert.True(grown < 24L << 20, $"{grown >> 20} MiB in {Kills * 2 / 3} reports");
        // The kernel's own counters say the same.
        Assert.Equal(Kills, cgroup.KillCount() - killsBefore ?? Kills);
        Assert.True((MachineKills.Count() - machineBefore ?? Kills) >= Kills);
        return [.. killed];
    }
}
