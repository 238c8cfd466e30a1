using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using OomTools.Procfs;
using OomTools.Shrinkers;
using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>Measure-KernelShrinker on the running kernel.</summary>
public partial class MeasureKernelShrinkerTests
{
    private const string Drop = "[System.IO.File]::WriteAllText('/proc/sys/vm/drop_caches', \"2`n\")";

    [Fact]
    public void Sums_are_those_of_another_instance_that_records_the_same()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using var witness = new TextWitness(tracing);
        // Something to free: negative dentries and inodes.
        for (int i = 0; i < 3000; i++)
            File.Exists($"/tmp/oomtools-no-such-file-{i}");
        // Both record this one task only: others may run shrinkers meanwhile.
        IReadOnlyList<PSObject> activities = StagedModule.Run($$"""
            $task = [int]([System.IO.FileInfo]::new('/proc/thread-self').LinkTarget -split '/')[-1]
            [System.IO.File]::WriteAllText('{{witness.TaskFile}}', "$task`n")
            Measure-KernelShrinker -ProcessId $task -While { {{Drop}}; {{Drop}}; {{Drop}} }
            """);
        Dictionary<string, string[]> expected = Sums(witness.Text());

        // Addresses are hashed in text and kept out of objects: shrinkers of one function are compared as a set.
        Assert.NotEmpty(expected);
        Assert.Contains("super_cache_scan", expected.Keys);
        Assert.Equal(expected.Keys.Order(), activities.Select(activity => Text(activity, "Function")).Distinct().Order());
        foreach ((string function, string[] sums) in expected)
        {
            Assert.Equal(
                sums,
                activities.Where(activity => Text(activity, "Function") == function)
                    .Select(activity => $"{Text(activity, "Calls")} {Text(activity, "Requested")} {Text(activity, "Scanned")} {Text(activity, "Freed")}").Order());
        }
        Assert.True(activities.Sum(activity => Number(activity, "Freed")) > 0);
        Assert.All(activities, activity => Assert.Equal(0, Number(activity, "LostEvents")));
        Assert.All(activities, activity => Assert.Equal("drop_caches", Text(activity, "By")));
        // One task calls one shrinker at a time.
        Assert.All(activities, activity => Assert.InRange((TimeSpan)activity.Properties["Duration"].Value, TimeSpan.Zero, (TimeSpan)activity.Properties["Interval"].Value));
        AssertNothingLeft(tracing);
    }

    [Fact]
    public void Text_tells_the_same_as_binary_records()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using var witness = new TextWitness(tracing);
        ShrinkerActivity[] activities = [];
        var options = new ShrinkerMeasurementOptions { Pids = [ThisTask()], IsText = true };
        TraceFile.Write(witness.TaskFile, $"{options.Pids[0]}");
        using (ShrinkerMeasurement measurement = ShrinkerMeasurement.Start(options))
        {
            Assert.True(measurement.IsText);
            LiveTracing.DropSlab();
            LiveTracing.DropSlab();
            activities = measurement.End(new SystemRoot(), false, false);
        }
        Dictionary<string, string[]> expected = Sums(witness.Text());
        Assert.Equal(expected.Keys.Order(), activities.Select(activity => activity.Function).Distinct().Order());
        Assert.Equal(
            expected.Values.SelectMany(sums => sums).Order(),
            activities.Select(activity => $"{activity.Calls} {activity.Requested} {activity.Scanned} {activity.Freed}").Order());
        AssertNothingLeft(tracing);
    }

    [Fact]
    public void A_script_runs_in_the_caller_s_scope_and_its_error_ends_the_measurement_cleanly()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        Assert.Equal("7", Assert.Single(StagedModule.Run("$x = 1; $null = Measure-KernelShrinker -While { $x = 7; 'thrown away' }; $x")).ToString());
        Assert.Equal("caught", Assert.Single(StagedModule.Run("try { Measure-KernelShrinker -While { throw 'x' } } catch { 'caught' }")).ToString());
        AssertNothingLeft(tracing);
    }

    [Fact]
    public void A_process_that_is_told_to_end_leaves_nothing()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using Process victim = StartVictim(tracing, out string name);
        using (Process kill = Process.Start("kill", ["-TERM", victim.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        Assert.True(victim.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.False(Directory.Exists($"{tracing.Instances}/{name}"));
    }

    [Fact]
    public void What_a_killed_process_left_is_removed_by_the_next()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using Process victim = StartVictim(tracing, out string name);
        victim.Kill();
        victim.WaitForExit();
        StagedModule.Run("Measure-KernelShrinker -Duration 0.1");
        Assert.False(Directory.Exists($"{tracing.Instances}/{name}"));
        AssertNothingLeft(tracing);
    }

    private static Process StartVictim(TraceFileSystem tracing, out string name)
    {
        Process victim = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["-class", typeof(Victim).FullName!, "-explicit", "only"]) { RedirectStandardOutput = true })!;
        string[] names = [];
        Assert.True(
            SpinWait.SpinUntil(() => (names = Own(tracing, victim.Id)).Length == 1 && IsOn($"{tracing.Instances}/{names[0]}/tracing_on"), TimeSpan.FromSeconds(60)),
            "The other process does not measure.");
        name = names[0];
        return victim;
    }

    // A directory of tracefs is there a moment before its files.
    private static bool IsOn(string path) => File.Exists(path) && TraceFile.Read(path).Trim() == "1";

    private static int ThisTask() =>
        int.Parse(new FileInfo("/proc/thread-self").LinkTarget!.Split('/')[^1], CultureInfo.InvariantCulture);

    private static void AssertNothingLeft(TraceFileSystem tracing) => Assert.Empty(Own(tracing));

    private static string[] Own(TraceFileSystem tracing) => Own(tracing, Environment.ProcessId);

    private static string[] Own(TraceFileSystem tracing, int pid) =>
        [.. Directory.GetDirectories(tracing.Instances).Select(path => Path.GetFileName(path)).Where(name => TraceInstanceName.Parse(name)?.Pid == pid)];

    /// <summary>Sums per function, of each address: calls, requested, scanned, freed. Read from text, with starts paired by task.</summary>
    private static Dictionary<string, string[]> Sums(string text)
    {
        var starts = new Dictionary<string, long>();
        var sums = new Dictionary<(string Function, string Address), long[]>();
        foreach (Match match in Event().Matches(text))
        {
            string pid = match.Groups["pid"].Value;
            long total = long.Parse(match.Groups["total"].Value, CultureInfo.InvariantCulture);
            if (match.Groups["what"].Value == "start")
            {
                starts[pid] = total;
                continue;
            }
            (string, string) key = (match.Groups["fn"].Value, match.Groups["shr"].Value);
            if (!starts.Remove(pid, out long requested))
                continue;
            if (!sums.TryGetValue(key, out long[]? sum))
                sums.Add(key, sum = new long[4]);
            sum[0]++;
            sum[1] += requested;
            sum[2] += requested - total;
            sum[3] += long.Parse(match.Groups["ret"].Value, CultureInfo.InvariantCulture);
        }
        return sums.GroupBy(pair => pair.Key.Function).ToDictionary(group => group.Key, group => group.Select(pair => string.Join(' ', pair.Value)).Order().ToArray());
    }

    private static string Text(PSObject activity, string property) => LanguagePrimitives.ConvertTo<string>(activity.Properties[property].Value);

    private static long Number(PSObject activity, string property) => LanguagePrimitives.ConvertTo<long>(activity.Properties[property].Value);

    [GeneratedRegex(@"-(?<pid>\d+) [^\n]*mm_shrink_slab_(?<what>start|end): (?<fn>\w+)\S*(?: \[\S+\])? (?<shr>\S+): [^\n]*total_scan (?<total>\d+)(?:[^\n]*return val (?<ret>\d+))?")]
    private static partial Regex Event();

    /// <summary>An instance of another name that records the same events, read as text.</summary>
    private sealed class TextWitness : IDisposable
    {
        private readonly string _path;

        public TextWitness(TraceFileSystem tracing)
        {
            _path = $"{tracing.Instances}/witness-{Environment.ProcessId}";
            Directory.CreateDirectory(_path);
            TraceFile.Write(_path + "/buffer_size_kb", "4096");
            TraceFile.Write(_path + "/trace_clock", "mono");
            TraceFile.Write(TaskFile, "1");
            TraceFile.Write(_path + "/events/vmscan/mm_shrink_slab_start/enable", "1");
            TraceFile.Write(_path + "/events/vmscan/mm_shrink_slab_end/enable", "1");
        }

        public string TaskFile => _path + "/set_event_pid";

        public string Text() => File.ReadAllText(_path + "/trace");

        public void Dispose() => StaleInstances.TryRemove(_path);
    }
}
