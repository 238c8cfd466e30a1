using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>Watch-OomReport where memory is short: in a cgroup that is at its limit, while the kernel kills in another one.</summary>
public class MemoryShortageTests
{
    /// <summary>What the watching process may have beyond what it holds when it begins to watch; the cache of a file fills it again and again.</summary>
    private const long Room = 24L << 20;

    /// <summary>Where the others are killed: beside the watcher, since in one cgroup it is the only one left while a killed process ends.</summary>
    private const long Limit = 16L << 20;

    private const int Kills = 25;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void It_goes_on_and_reports()
    {
        using MemoryCgroup shortage = MemoryCgroup.Create("oomtools-shortage", 1L << 30);
        using MemoryCgroup killing = MemoryCgroup.Create("oomtools-killing", Limit);
        using DiskFolder folder = DiskFolder.Create("oomtools-shortage");
        string file = MakeFile(folder);

        using var watch = new ShellRun(
            $"[System.IO.File]::WriteAllText('{shortage.Processes}', \"$PID\"); Watch-OomReport -NoLimit -Timeout 90 -Verbose 4>&1 | ForEach-Object {{ [Console]::Out.WriteLine($(if ($_ -is [OomTools.OomReport]) {{ \"$($_.VictimPid)\" }} else {{ \"$_\" }})) }}");
        watch.MustSay(lines => lines.Any(line => line.StartsWith("Watching", StringComparison.Ordinal)), s_patience);
        Thread.Sleep(1000);
        long limit = shortage.Limit(watch.AnonymousMemory + Room);
        long atFirst = watch.AnonymousMemory;

        List<string> killed = [];
        long fullest = 0;
        for (int i = 0; i < Kills; i++)
        {
            // Each page that the watcher needs must be taken from the cache.
            Assert.Equal(0, shortage.Run($"cp '{file}' /dev/null").ExitCode);
            fullest = Math.Max(fullest, shortage.Usage());
            (int pid, int exitCode) = killing.Run("tail /dev/zero");
            Assert.Equal(137, exitCode);
            killed.Add(pid.ToString(CultureInfo.InvariantCulture));
        }

        watch.MustSay(lines => killed.TrueForAll(lines.Contains), s_patience);
        // Once each: nothing was lost, nothing told twice.
        Assert.Equal(killed, watch.Lines.Where(killed.Contains));
        Assert.Equal(Kills, killing.KillCount() ?? Kills);
        Assert.Equal(0, shortage.KillCount() ?? 0);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"limit {limit >> 20} MiB, {fullest >> 20} MiB used; the watching process held {atFirst >> 20} MiB of its own, {watch.AnonymousMemory >> 20} MiB after {Kills} kills"));
        Assert.True(fullest > limit * 0.8, $"{fullest >> 20} of {limit >> 20} MiB");
        Assert.True(watch.AnonymousMemory - atFirst < Room);
    }

    /// <summary>A file larger than the room, nothing of it cached: whoever reads it first is charged.</summary>
    private static string MakeFile(DiskFolder folder)
    {
        string path = Path.Combine(folder.Path, "cache");
        using (FileStream file = File.Create(path))
        {
            file.Write(new byte[2 * Room]);
            file.Flush(flushToDisk: true);
        }

        using var forget = System.Diagnostics.Process.Start("dd", [$"if={path}", "iflag=nocache", "count=0", "status=none"]);
        forget.WaitForExit();
        return path;
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
