using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OomTools.Analysis;
using OomTools.Procfs;

namespace OomTools.Benchmarks;

/// <summary>The order of killing among thousands of processes against <c>ps aux</c>, by processor time.</summary>
internal static class CandidateRun
{
    // The bars of the project.
    private const double MostSeconds = 1;
    private const double MostOfPs = 2;

    private const int Rounds = 10;

    // USER_HZ, in which /proc counts processor time.
    private const double TicksASecond = 100;

    public static int Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5000;
        using Process sleepers = Start(count);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Stop(sleepers));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Stop(sleepers));
        try
        {
            WaitFor(sleepers, count);
            return Compare() ? 0 : 1;
        }
        finally
        {
            Stop(sleepers);
        }
    }

    private static bool Compare()
    {
        int found = List();
        var ours = TimeSpan.Zero;
        var clock = TimeSpan.Zero;
        double ps = 0;
        // In turn, so that a slow minute of the machine hits both.
        for (int round = 0; round < Rounds; round++)
        {
            clock += Measure.Time(() => ours += Measure.ProcessorTime(() => List()));
            double before = ChildrenSeconds();
            Measure.Execute("ps", "aux");
            ps += ChildrenSeconds() - before;
        }

        // By the clock others on the machine count too.
        double seconds = ours.TotalSeconds / Rounds;
        double ratio = ours.TotalSeconds / ps;
        Print($"processes: {found}");
        Print($"ours: {clock.TotalSeconds / Rounds:0.000} s by the clock, {seconds:0.000} s of a processor (bar: below {MostSeconds} s)");
        Print($"ps aux: {ps / Rounds:0.000} s of a processor; ours / ps aux: {ratio:0.00} (bar: at most {MostOfPs})");
        return seconds < MostSeconds && ratio <= MostOfPs;
    }

    /// <summary>What Get-OomCandidate does: all processes, their order, and what the first ten would free.</summary>
    private static int List()
    {
        var root = new SystemRoot();
        OomCandidate[] candidates = CandidateOrder.Of(ProcessTable.Read(root), OomDomains.OfMachine(root).Value!);
        for (int i = 0; i < Math.Min(10, candidates.Length); i++)
            GC.KeepAlive(SmapsRollup.Read(root, candidates[i].Pid));
        return candidates.Length;
    }

    /// <summary>A session of its own, so that it can be ended as one.</summary>
    private static Process Start(int count)
    {
        string script = string.Create(CultureInfo.InvariantCulture, $"i=0; while [ $i -lt {count} ]; do sleep 600 & i=$((i+1)); done; echo ready; wait");
        return Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script]) { RedirectStandardOutput = true })!;
    }

    private static void WaitFor(Process sleepers, int count)
    {
        if (sleepers.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException($"{count} processes could not be started.");
    }

    private static void Stop(Process sleepers)
    {
        Signal(sleepers, "-KILL");
        sleepers.WaitForExit();
        // Thousands of processes take a while to end.
        for (int attempt = 0; attempt < 300 && Signal(sleepers, "-0"); attempt++)
            Thread.Sleep(100);
    }

    /// <summary>Sends a signal to the whole group; false when nobody is left of it.</summary>
    private static bool Signal(Process sleepers, string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [signal, "--", string.Create(CultureInfo.InvariantCulture, $"-{sleepers.Id}")]) { RedirectStandardError = true })!;
        kill.WaitForExit();
        return kill.ExitCode == 0;
    }

    // cutime and cstime of /proc/self/stat; the name in parentheses may contain anything.
    private static double ChildrenSeconds()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksASecond;
    }

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
