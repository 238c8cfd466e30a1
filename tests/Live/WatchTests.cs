using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>Watch-OomReport while the kernel kills.</summary>
public class WatchTests
{
    private const int Kills = 300;
    private const long Limit = 8L << 20;

    /// <summary>The name of those who die: nobody else's kills are counted.</summary>
    private static readonly string s_name = string.Create(CultureInfo.InvariantCulture, $"hog{Environment.ProcessId}");

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(50);

    [Fact]
    public void In_a_storm_every_kill_is_passed_or_counted_and_soon()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-storm", Limit);
        string hog = Path.Combine(Directory.CreateTempSubdirectory("oomtools").FullName, s_name);
        File.Copy("/usr/bin/tail", hog);
        try
        {
            using var kernel = new KernelLines(s_name);
            using var all = new ShellRun($"[Console]::Out.WriteLine('ready'); Watch-OomReport -Name {s_name} -NoLimit -Count {Kills} -Timeout 50 | ForEach-Object {{ [Console]::Out.WriteLine($_.VictimPid) }}");
            using var limited = new ShellRun(
                $"'ready'; Watch-OomReport -Name {s_name} -Timeout 35 | ForEach-Object {{ if ($_ -is [OomTools.OomSuppression]) {{ 'held ' + $_.Count }} else {{ 'passed' }} }}");
            Assert.True(all.WaitFor(lines => lines.Length > 0, s_patience) && limited.WaitFor(lines => lines.Length > 0, s_patience));
            Idle(all, limited);
            Storm(cgroup, hog, kernel, all);
            limited.End(s_patience);

            long passed = limited.Lines.LongCount(line => line.Text == "passed");
            long held = limited.Lines.Where(line => line.Text.StartsWith("held ", StringComparison.Ordinal)).Sum(line => long.Parse(line.Text.AsSpan(5), CultureInfo.InvariantCulture));
            Assert.Equal(Kills, passed + held);
            Assert.InRange(passed, 12, 40);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(hog)!, recursive: true);
        }
    }

    /// <summary>While nothing happens nothing is done.</summary>
    private static void Idle(params ShellRun[] runs)
    {
        // They import the module and compile meanwhile.
        Thread.Sleep(4000);
        TimeSpan[] before = [.. runs.Select(run => run.ProcessorTime)];
        Thread.Sleep(3000);
        for (int i = 0; i < runs.Length; i++)
        {
            TimeSpan used = runs[i].ProcessorTime - before[i];
            Assert.True(used < TimeSpan.FromMilliseconds(60), $"{used} of 3 s");
        }
    }

    private static void Storm(MemoryCgroup cgroup, string hog, KernelLines kernel, ShellRun all)
    {
        long? killsBefore = cgroup.KillCount();
        long? machineBefore = MachineKills.Count();
        TimeSpan waitedBefore = WaitedForProcessor();
        long start = Stopwatch.GetTimestamp();
        HashSet<int> killed = [];
        long memory = 0;
        for (int i = 0; i < Kills; i++)
        {
            (int pid, int exitCode) = cgroup.Run($"{hog} /dev/zero");
            Assert.Equal(137, exitCode);
            Assert.True(killed.Add(pid), "A process id came round.");
            if (i == Kills / 3)
                memory = all.AnonymousMemory;
        }

        Assert.True(all.WaitFor(lines => lines.Length > Kills, TimeSpan.FromSeconds(10)), $"{all.Lines.Length - 1} of {Kills} came.");
        double busy = (WaitedForProcessor() - waitedBefore) / Stopwatch.GetElapsedTime(start);
        long grown = all.AnonymousMemory - memory;
        all.End(s_patience);

        // The kernel's own counters say the same.
        Assert.Equal(Kills, cgroup.KillCount() - killsBefore ?? Kills);
        Assert.True((MachineKills.Count() - machineBefore ?? Kills) >= Kills);
        Assert.Equal(killed, all.Lines[1..].Select(line => int.Parse(line.Text, CultureInfo.InvariantCulture)).ToHashSet());
        Assert.True(grown < 24L << 20, $"{grown >> 20} MiB in {Kills * 2 / 3} reports");

        Dictionary<int, long> printed = kernel.Seen;
        double[] latency = [.. all.Lines[1..]
            .Select(line => (line.At, From: printed.GetValueOrDefault(int.Parse(line.Text, CultureInfo.InvariantCulture))))
            .Where(pair => pair.From != 0)
            .Select(pair => Stopwatch.GetElapsedTime(pair.From, pair.At).TotalMilliseconds)
            .Order()];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"latency of {latency.Length}: median {latency[latency.Length / 2]:F1}, p99 {latency[latency.Length * 99 / 100]:F1}, longest {latency[^1]:F1} ms; some task waited for a processor {busy:P0} of the time; memory grew by {grown >> 10} KiB"));
        Assert.True(latency.Length > Kills * 9 / 10);
        // Whoever waits for a processor is late, whatever he does. The storm alone keeps two processors busy for a third of the time.
        double limit = busy > 0.5 ? 500 : 100;
        Assert.True(latency[latency.Length * 99 / 100] < limit, $"p99 {latency[latency.Length * 99 / 100]:F1} ms");
    }

    /// <summary>Time since boot in which some task waited for a processor; 0 where the kernel does not say (before 4.20).</summary>
    private static TimeSpan WaitedForProcessor()
    {
        string line = File.Exists("/proc/pressure/cpu") ? File.ReadLines("/proc/pressure/cpu").First() : "total=0";
        return TimeSpan.FromMicroseconds(long.Parse(line.AsSpan(line.LastIndexOf('=') + 1), CultureInfo.InvariantCulture));
    }
}
