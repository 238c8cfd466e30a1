using System.Diagnostics;
using System.Globalization;

namespace OomTools.Live.Tests;

/// <summary>The kills of the whole machine, as the kernel counts them.</summary>
internal static class MachineKills
{
    /// <summary>The kernel prints ten whole reports in five seconds, then kill lines only (<c>oom_rs</c> in mm/oom_kill.c).</summary>
    private static readonly TimeSpan s_printWindow = TimeSpan.FromSeconds(5.5);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The kills since boot; null before 4.13.</summary>
    public static long? Count()
    {
        string? line = File.Exists("/proc/vmstat") ? File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)) : null;
        return line is null ? null : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>After a storm, its own or another test's, waits until the kernel prints whole reports again.</summary>
    public static void WaitUntilReportsAreWhole()
    {
        long start = Stopwatch.GetTimestamp();
        long quietSince = start;
        for (long? last = Count(); Stopwatch.GetElapsedTime(quietSince) < s_printWindow && Stopwatch.GetElapsedTime(start) < s_patience;)
        {
            Thread.Sleep(250);
            if (Count() is var now && now != last)
                (last, quietSince) = (now, Stopwatch.GetTimestamp());
        }
    }
}
