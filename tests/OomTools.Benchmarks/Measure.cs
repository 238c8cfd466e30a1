using System.Diagnostics;

namespace OomTools.Benchmarks;

/// <summary>Times things and reads logs for timing.</summary>
internal static class Measure
{
    /// <summary>What the reading adds up to; kept, so that it cannot be left out.</summary>
    public static long Characters { get; private set; }

    public static OomLogOptions Options { get; } = new() { Source = "benchmark", TimeZone = TimeZoneInfo.Utc };

    /// <summary>Reads a log to its end and of each report what a consumer looks at first; gives the number of reports.</summary>
    public static int Read(Stream stream)
    {
        using OomLogReader reader = new(stream, Options);
        int count = 0;
        while (reader.Read() is OomReport report)
        {
            Characters += report.Summary.Length;
            foreach (OomEvidence evidence in report.Evidence)
                Characters += evidence.Statement.Length;
            foreach (string advice in report.Advice)
                Characters += advice.Length;
            count++;
        }
        return count;
    }

    /// <summary>Reads a file to its end.</summary>
    public static int ReadFile(string path)
    {
        // No buffer of its own: the reader has one.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, System.IO.FileOptions.SequentialScan);
        return Read(stream);
    }

    public static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>What the process used of its processor meanwhile, the collector included.</summary>
    public static TimeSpan ProcessorTime(Action action)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - start;
    }

    /// <summary>What programs that were started and have ended used of the processor (getrusage; microseconds).</summary>
    public static TimeSpan ChildrenTime()
    {
        const int Children = -1;
        long[] usage = new long[32];
        _ = GetResourceUsage(Children, usage);
        // struct rusage begins with user and system time, each seconds and microseconds.
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    /// <summary>Runs a program with its output thrown away.</summary>
    public static void Execute(string program, params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Span<char> buffer = new char[65536];
        while (process.StandardOutput.Read(buffer) > 0)
        {
        }
        process.WaitForExit();
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "getrusage")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, long[] usage);

    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));

    public static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Peak of the resident memory in bytes (VmHWM).</summary>
    public static long PeakMemory()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
