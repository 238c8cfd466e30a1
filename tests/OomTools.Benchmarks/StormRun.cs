using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text;
using System.Text.RegularExpressions;

namespace OomTools.Benchmarks;

/// <summary>
/// Watch-OomReport while the kernel kills 300 processes of a small cgroup: how long after the kernel's line the object comes, against a
/// blocking reader of /dev/kmsg in the same process, and what watching costs while nothing happens.
/// </summary>
internal static partial class StormRun
{
    private const int Kills = 300;
    private const int Limit = 8 << 20;
    private const double MostMilliseconds = 100;
    private const double MostOfCore = 0.01;

    // A name of its own: nobody else's kills are timed.
    private static readonly string s_name = string.Create(CultureInfo.InvariantCulture, $"hog{Environment.ProcessId}");

    public static int Run()
    {
        string hierarchy = File.Exists("/sys/fs/cgroup/cgroup.controllers") ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !Directory.Exists(hierarchy) || !File.Exists("/dev/kmsg"))
        {
            Console.WriteLine("storm: not measured, which needs root on Linux, /dev/kmsg and memory cgroups");
            return 0;
        }

        string cgroup = Path.Combine(hierarchy, s_name);
        Directory.CreateDirectory(cgroup);
        string folder = Directory.CreateTempSubdirectory("oomtools").FullName;
        try
        {
            File.WriteAllText(Path.Combine(cgroup, hierarchy.EndsWith("memory", StringComparison.Ordinal) ? "memory.limit_in_bytes" : "memory.max"), Limit.ToString(CultureInfo.InvariantCulture));
            string hog = Path.Combine(folder, s_name);
            File.Copy("/usr/bin/tail", hog);
            return Watch($"echo $$ > '{cgroup}/cgroup.procs'; exec '{hog}' /dev/zero");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            SpinWait.SpinUntil(() => TryRemove(cgroup), TimeSpan.FromSeconds(5));
        }
    }

    private static int Watch(string kill)
    {
        var printed = new Dictionary<int, long>();
        new Thread(() => NoteKills(printed)) { IsBackground = true }.Start();
        using Runspace session = Session.Open();
        using PowerShell shell = PowerShell.Create(session);
        using var output = new PSDataCollection<PSObject>();
        var came = new Dictionary<int, long>();
        output.DataAdded += (_, e) => came[(int)output[e.Index].Properties["VictimPid"].Value] = Stopwatch.GetTimestamp();
        using var input = new PSDataCollection<PSObject>();
        input.Complete();
        IAsyncResult running = shell.AddScript($"Watch-OomReport -Name {s_name} -NoLimit -Count {Kills} -Timeout 300").BeginInvoke(input, output);

        // The compiler goes on in the background for a while after a start: the least of some is what watching costs then.
        TimeSpan idle = Enumerable.Range(0, 4).Min(_ => Measure.ProcessorTime(() => Thread.Sleep(2000))) / 2;
        for (int i = 0; i < Kills; i++)
            Measure.Execute("/bin/sh", "-c", kill);
        shell.EndInvoke(running);

        double[] late;
        lock (printed)
            late = [.. came.Where(pair => printed.ContainsKey(pair.Key)).Select(pair => Stopwatch.GetElapsedTime(printed[pair.Key], pair.Value).TotalMilliseconds).Order()];
        double slow = late[late.Length * 99 / 100];
        bool isMet = slow < MostMilliseconds && idle.TotalSeconds < MostOfCore && came.Count == Kills;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"storm: {came.Count} of {Kills} kills came; after the kernel's line median {late[late.Length / 2]:0} ms, p99 {slow:0} ms (bar {MostMilliseconds:0}), longest {late[^1]:0} ms, of {late.Length}; idle {100 * idle.TotalSeconds:0.00} % of a core: {(isMet ? "met" : "missed")}"));
        return isMet ? 0 : 1;
    }

    private static void NoteKills(Dictionary<int, long> printed)
    {
        using var log = new FileStream("/dev/kmsg", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        byte[] record = new byte[8192];
        while (true)
        {
            int length;
            try
            {
                length = log.Read(record);
            }
            catch (IOException)
            {
                continue; // overrun
            }

            long now = Stopwatch.GetTimestamp();
            if (KillLine().Match(Encoding.UTF8.GetString(record, 0, length)) is { Success: true } kill && kill.Groups[2].Value == s_name)
            {
                lock (printed)
                    printed[int.Parse(kill.Groups[1].ValueSpan, CultureInfo.InvariantCulture)] = now;
            }
        }
    }

    private static bool TryRemove(string cgroup)
    {
        try
        {
            Directory.Delete(cgroup);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"Killed process (\d+) \(([^)]*)\)")]
    private static partial Regex KillLine();
}
