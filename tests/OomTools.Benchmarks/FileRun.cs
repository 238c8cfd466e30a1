using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OomTools.Generator.Containers;

namespace OomTools.Benchmarks;

/// <summary>Whole logs: speed against grep, MB/s to complete objects, memory, and how soon the first object leaves.</summary>
internal static class FileRun
{
    // The bars of the project.
    private const double LeastOfGrep = 0.5;
    private const double LeastDenseSpeed = 300;
    private const double MostMemoryRatio = 1.25;
    private const long MostReadAhead = 1_000_000;

    private const long SmallLog = 100_000_000;
    private const long LargeLog = 4_000_000_000;

    private static readonly List<(string What, string Value, string Bar, bool? IsMet)> s_rows = [];

    public static int Run(FileOptions options)
    {
        string directory = Directory.CreateDirectory(Path.Combine(options.Directory, $"oomtools-benchmark-{Environment.ProcessId}")).FullName;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Delete(directory));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Delete(directory));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(directory);
        try
        {
            if (OperatingSystem.IsLinux())
            {
                using Process self = Process.GetCurrentProcess();
                self.ProcessorAffinity = 1;
            }
            Quiet(options, directory);
            Dense(options, directory);
            Memory(options, directory);
            FirstReport();
            Print();
            return s_rows.TrueForAll(row => row.IsMet != false) ? 0 : 1;
        }
        finally
        {
            Delete(directory);
        }
    }

    private static void Quiet(FileOptions options, string directory)
    {
        string path = Write(Path.Combine(directory, "quiet.log"), LogMaker.Quiet(options.Size));
        int reports = 0;
        List<(string Name, Action Run)> contenders =
        [
            ("ours", () => reports = Measure.ReadFile(path)),
            ("grep", () => Measure.Execute("grep", "-c", "invoked oom-killer", path)),
            ("cat", () => Measure.Execute("/bin/sh", "-c", "cat \"$0\" >/dev/null", path)),
        ];
        if (Measure.IsInstalled("rg"))
            contenders.Add(("rg", () => Measure.Execute("rg", "-c", "invoked oom-killer", path)));
        Dictionary<string, TimeSpan> medians = Alternate(contenders, options.Runs);
        double size = new FileInfo(path).Length / 1e6;
        foreach ((string name, TimeSpan median) in medians)
            Row($"quiet log: {name}", string.Create(CultureInfo.InvariantCulture, $"{size / median.TotalSeconds:0} MB/s"), "", null);
        double share = medians["grep"] / medians["ours"];
        Row("quiet log: our speed / grep's", share.ToString("0.00", CultureInfo.InvariantCulture), $">= {LeastOfGrep.ToString(CultureInfo.InvariantCulture)}", share >= LeastOfGrep);
        int expected = LogMaker.Quiet(options.Size).Count(part => part.Length < 1 << 20);
        Row("quiet log: reports", $"{reports}", $"{expected}", reports == expected);
        File.Delete(path);
    }

    private static void Dense(FileOptions options, string directory)
    {
        foreach (LogContainer container in new[] { LogContainers.Dmesg, LogContainers.Syslog, LogContainers.All[0] })
        {
            string path = Write(Path.Combine(directory, "dense.log"), LogMaker.Dense(container, options.Dense));
            int reports = 0;
            TimeSpan first = WarmUp(path);
            List<TimeSpan> processor = [];
            TimeSpan wall = Alternate([("ours", () => processor.Add(Measure.ProcessorTime(() => reports = Measure.ReadFile(path))))], options.Runs)["ours"];
            double size = new FileInfo(path).Length / 1e6;
            // Of one core: what others do on it meanwhile does not count. The first round warms up too.
            Row($"dense log, {container}: MB/s, first reading", string.Create(CultureInfo.InvariantCulture, $"{size / first.TotalSeconds:0}"), "", null);
            double speed = size / Measure.Median(processor.Skip(1)).TotalSeconds;
            Row($"dense log, {container}: MB/s by the clock", string.Create(CultureInfo.InvariantCulture, $"{size / wall.TotalSeconds:0}"), "", null);
            Row($"dense log, {container}: MB/s of one core", speed.ToString("0", CultureInfo.InvariantCulture), $">= {LeastDenseSpeed}", speed >= LeastDenseSpeed);
            int expected = LogMaker.Dense(container, options.Dense).Count() * LogMaker.BlockReports;
            Row($"dense log, {container}: reports", $"{reports}", $"{expected}", reports == expected);
            File.Delete(path);
        }
    }

    /// <summary>
    /// The runtime compiles quickly first and well later, in three steps, on the same core: reads until that is over. Gives
    /// what the first reading took.
    /// </summary>
    private static TimeSpan WarmUp(string path)
    {
        TimeSpan enough = TimeSpan.FromSeconds(4);
        TimeSpan first = Measure.ProcessorTime(() => Measure.ReadFile(path));
        for (TimeSpan all = first; all < enough;)
            all += Measure.ProcessorTime(() => Measure.ReadFile(path));
        return first;
    }

    private static void Memory(FileOptions options, string directory)
    {
        (long small, int _) = MemoryProbe.Ask(SmallLog.ToString(CultureInfo.InvariantCulture));
        string argument = options.IsFull
            ? Write(Path.Combine(directory, "large.log"), LogMaker.Dense(LogContainers.Dmesg, LargeLog))
            : LargeLog.ToString(CultureInfo.InvariantCulture);
        (long large, int reports) = MemoryProbe.Ask(argument);
        double ratio = (double)large / small;
        Row("peak memory at 100 MB", $"{small >> 20} MiB", "", null);
        Row($"peak memory at 4 GB ({reports} reports)", $"{large >> 20} MiB", "", null);
        Row("peak memory, large / small", ratio.ToString("0.00", CultureInfo.InvariantCulture), $"<= {MostMemoryRatio.ToString(CultureInfo.InvariantCulture)}", ratio <= MostMemoryRatio);
    }

    private static void FirstReport()
    {
        byte[] report = LogMaker.Reports(LogContainers.Syslog, 1, 42);
        PartsStream stream = new([report, .. Enumerable.Repeat(LogMaker.Noise(1), 8)]);
        using OomLogReader reader = new(stream, Measure.Options);
        bool isThere = reader.Read() is not null;
        long past = Math.Max(0, stream.Given - report.Length);
        Row("read past the first report's end", isThere ? $"{past} bytes" : "no report", $"< {MostReadAhead}", isThere && past < MostReadAhead);
    }

    /// <summary>Runs the contenders in turn, so that a slow minute of the machine hits all; the first round warms up.</summary>
    private static Dictionary<string, TimeSpan> Alternate(List<(string Name, Action Run)> contenders, int runs)
    {
        Dictionary<string, List<TimeSpan>> times = contenders.ToDictionary(one => one.Name, _ => new List<TimeSpan>());
        for (int round = 0; round <= runs; round++)
        {
            foreach ((string name, Action run) in contenders)
            {
                TimeSpan time = Measure.Time(run);
                if (round > 0)
                    times[name].Add(time);
            }
        }
        return times.ToDictionary(pair => pair.Key, pair => Measure.Median(pair.Value));
    }

    private static string Write(string path, IEnumerable<byte[]> parts)
    {
        using FileStream file = File.Create(path);
        foreach (byte[] part in parts)
            file.Write(part);
        return path;
    }

    private static void Row(string what, string value, string bar, bool? isMet)
    {
        s_rows.Add((what, value, bar, isMet));
        Console.Error.WriteLine($"{what}: {value}");
    }

    private static void Print()
    {
        Console.WriteLine();
        foreach ((string what, string value, string bar, bool? isMet) in s_rows)
            Console.WriteLine($"{what,-42} {value,16} {bar,10} {isMet switch { true => "met", false => "missed", _ => "" }}");
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
