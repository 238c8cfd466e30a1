using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>The kills of the whole machine, as the kernel counts them.</summary>
internal static class MachineKills
{
    /// <summary>The kernel prints ten whole reports in five seconds, then kill lines only (<c>oom_rs</c> in mm/oom_kill.c).</summary>
    private static readonly TimeSpan s_printWindow = TimeSpan.FromSeconds(5.5);

    /// <summary>Less than ten: between our look at the counter and our kill others may be killed.</summary>
    private const int Printed = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>What the counter said and when, the newest last; the first one is as old as the print window, or our first look.</summary>
    private static readonly Queue<(long At, long Count)> s_looks = [];

    /// <summary>The kills since boot; null before 4.13.</summary>
    public static long? Count()
    {
        string? line = File.Exists("/proc/vmstat") ? File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)) : null;
        return line is null ? null : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until the kernel prints the next kill as a whole report, whoever was killed before: another test, or a storm of its own.</summary>
    public static void WaitUntilReportsAreWhole()
    {
        if (Count() is null)
        {
            Thread.Sleep(s_printWindow);
            return;
        }

        for (long start = Stopwatch.GetTimestamp(); !AreReportsWhole() && Stopwatch.GetElapsedTime(start) < s_patience;)
            Thread.Sleep(250);
    }

    private static bool AreReportsWhole()
    {
        (long At, long Count) now = (Stopwatch.GetTimestamp(), Count() ?? 0);
        s_looks.Enqueue(now);
        while (s_looks.Count > 1 && IsOld(s_looks.ElementAt(1)))
            s_looks.Dequeue();
        return IsOld(s_looks.Peek()) && now.Count - s_looks.Peek().Count < Printed;

        bool IsOld((long At, long Count) look) => Stopwatch.GetElapsedTime(look.At, now.At) >= s_printWindow;
    }
}
