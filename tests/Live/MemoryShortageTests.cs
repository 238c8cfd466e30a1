using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>Watch-OomReport where memory is short: in a cgroup that is at its limit and in which the kernel kills all the time.</summary>
public class MemoryShortageTests
{
    /// <summary>What the watching process may have beyond what it holds when it begins to watch; the others fill it again and again.</summary>
    private const long Room = 24L << 20;

    private const int Kills = 25;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void It_goes_on_and_reports()
    {
        using MemoryCgroup cgroup = MemoryCgroup.Create("oomtools-shortage", 1L << 30);
        // The others are killed first; the watcher is as any process is without a right to protect itself.
        string hog = $"/bin/sh -c 'echo 1000 > /proc/self/oom_score_adj; exec tail /dev/zero'";
        using var watch = new ShellRun(
            $"[System.IO.File]::WriteAllText('{cgroup.Processes}', \"$PID\"); Watch-OomReport -NoLimit -Timeout 90 -Verbose 4>&1 | ForEach-Object {{ [Console]::Out.WriteLine($(if ($_ -is [OomTools.OomReport]) {{ \"$($_.VictimPid)\" }} else {{ \"$_\" }})) }}");
        Assert.True(watch.WaitFor(lines => lines.Any(line => line.Text.StartsWith("Watching", StringComparison.Ordinal)), s_patience));
        Thread.Sleep(1000);
        // So that it is at its limit from now on: pages of files count, and are taken away first.
        long limit = cgroup.Limit(watch.AnonymousMemory + Room);
        long atFirst = watch.AnonymousMemory;

        List<string> killed = [];
        for (int i = 0; i < Kills; i++)
        {
            (int pid, int exitCode) = cgroup.Run(hog);
            Assert.Equal(137, exitCode);
            killed.Add(pid.ToString(CultureInfo.InvariantCulture));
        }

        Assert.True(watch.WaitFor(lines => killed.TrueForAll(pid => lines.Any(line => line.Text == pid)), s_patience), "Not every kill was reported.");
        // Once each: nothing was lost, nothing told twice.
        Assert.Equal(killed, watch.Lines.Select(line => line.Text).Where(killed.Contains));
        Assert.Equal(Kills, cgroup.KillCount() ?? Kills);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"limit {limit >> 20} MiB; the watching process held {atFirst >> 20} MiB of its own, {watch.AnonymousMemory >> 20} MiB after {Kills} kills"));
        Assert.True(watch.AnonymousMemory - atFirst < Room);
    }

    [Fact]
    public void What_may_not_be_protected_is_watched_all_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        (IReadOnlyList<System.Management.Automation.PSObject> output, _) = StagedModule.RunWithErrors(
            "$before = [System.IO.File]::ReadAllText('/proc/self/oom_score_adj'); $null = Watch-OomReport -OomScoreAdjust -900 -Timeout 0.5 -ErrorAction Stop -WarningVariable said -WarningAction SilentlyContinue; $said.Count; \"$said\"; $before -eq [System.IO.File]::ReadAllText('/proc/self/oom_score_adj')");
        bool isDenied = (int)output[0].BaseObject > 0;
        Assert.SkipUnless(isDenied, "This process may protect itself.");
        Assert.Equal(1, output[0].BaseObject);
        Assert.Matches("^oom_score_adj of this process stays as it is: .*CAP_SYS_RESOURCE.*goes on", output[1].ToString());
        Assert.Equal(true, output[2].BaseObject);
    }
}
