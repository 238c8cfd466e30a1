using System.Globalization;
using System.Management.Automation.Runspaces;
using OomTools.Procfs;

namespace OomTools.Benchmarks;

/// <summary>The cmdlets that read the running kernel, against the programs that admins use for the same; ratios of one run.</summary>
internal static class LiveRun
{
    private const double MostOfCore = 0.01;

    // One program start is too short to be timed alone.
    private const int Repetitions = 20;

    private static readonly List<(string What, string Value, string Bar, bool? IsMet)> s_rows = [];

    public static int Run(string[] args)
    {
        int seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("Needs Linux and root: /proc/slabinfo is not for others.");
            return 2;
        }

        Parsing();
        using Runspace session = Session.Open();
        Warm(session);
        Repeating(session, seconds);
        foreach ((string what, string value, string bar, bool? isMet) in s_rows)
            Console.WriteLine($"{what,-52} {value,14} {bar,10} {isMet switch { true => "met", false => "missed", _ => "" }}");
        return s_rows.TrueForAll(row => row.IsMet != false) ? 0 : 1;
    }

    /// <summary>Parsing slabinfo against reading it with cat, each many times in turn.</summary>
    private static void Parsing()
    {
        byte[] text = File.ReadAllBytes("/proc/slabinfo");
        var root = new SystemRoot();
        SlabNames? names = SlabNames.Read(root);
        int caches = 0;
        Action parse = () =>
        {
            for (int i = 0; i < Repetitions; i++)
                caches = SlabInfo.Parse(text, root.PageSize, names)!.Length;
        };
        Action read = () =>
        {
            for (int i = 0; i < Repetitions; i++)
                File.ReadAllBytes("/proc/slabinfo");
        };
        Action cat = () => Measure.Execute("/bin/sh", "-c", $"i=0; while [ $i -lt {Repetitions} ]; do cat /proc/slabinfo >/dev/null; i=$((i+1)); done");
        Dictionary<string, TimeSpan> times = Alternate(("parse", parse), ("read", read), ("cat", cat));
        Row($"parsing slabinfo ({caches} caches)", times["parse"] / Repetitions);
        Row("reading it in this process", times["read"] / Repetitions);
        Row("cat /proc/slabinfo >/dev/null", times["cat"] / Repetitions);
        Ratio("parsing / cat", times["parse"] / times["cat"], 1);
    }

    /// <summary>Get-SlabInfo in a session that has run it before against slabtop.</summary>
    private static void Warm(Runspace session)
    {
        Action ours = () => Session.Run(session, "Get-SlabInfo");
        Action top = () => Session.Run(session, "Get-SlabInfo -Top 10");
        Action snapshot = () => Session.Run(session, "Get-MemorySnapshot");
        var contenders = new List<(string, Action)> { ("Get-SlabInfo", ours), ("Get-SlabInfo -Top 10", top), ("Get-MemorySnapshot", snapshot) };
        if (Measure.IsInstalled("slabtop"))
            contenders.Add(("slabtop -o", () => Measure.Execute("slabtop", "-o")));
        Dictionary<string, TimeSpan> times = Alternate([.. contenders]);
        foreach ((string what, TimeSpan time) in times)
            Row(what, time);
        if (times.TryGetValue("slabtop -o", out TimeSpan slabtop))
            Ratio("Get-SlabInfo / slabtop -o", times["Get-SlabInfo"] / slabtop, 1);
    }

    private static void Repeating(Runspace session, int seconds)
    {
        Session.Run(session, "Get-VmStat -Interval 0.01 -Count 200");
        // The compiler goes on in the background for a while after a start: the least of three is what it costs then.
        TimeSpan spent = Enumerable.Range(0, 3).Min(_ => Measure.ProcessorTime(() => Session.Run(session, $"Get-VmStat -Interval 1 -Count {seconds}")));
        double share = spent.TotalSeconds / seconds;
        s_rows.Add(($"Get-VmStat -Interval 1, of one core over {seconds} s", $"{share * 100:0.00} %", "< 1 %", share < MostOfCore));
    }

    /// <summary>
    /// Processor time of the contenders, run in turn so that a slow moment of the machine hits all; programs they start count. The
    /// first rounds warm up.
    /// </summary>
    private static Dictionary<string, TimeSpan> Alternate(params (string Name, Action Run)[] contenders)
    {
        const int WarmUp = 40;
        const int Rounds = 40;
        Dictionary<string, TimeSpan> times = contenders.ToDictionary(one => one.Name, _ => TimeSpan.Zero);
        for (int round = 0; round < WarmUp + Rounds; round++)
        {
            foreach ((string name, Action run) in contenders)
            {
                TimeSpan children = Measure.ChildrenTime();
                TimeSpan own = Measure.ProcessorTime(run);
                children = Measure.ChildrenTime() - children;
                if (round >= WarmUp)
                    times[name] += children > TimeSpan.Zero ? children : own;
            }
        }

        return times.ToDictionary(pair => pair.Key, pair => pair.Value / Rounds);
    }

    private static void Row(string what, TimeSpan time) => s_rows.Add((what, $"{time.TotalMicroseconds:0} us", "", null));

    private static void Ratio(string what, double ratio, double bar) =>
        s_rows.Add((what, ratio.ToString("0.00", CultureInfo.InvariantCulture), $"<= {bar}", ratio <= bar));
}
