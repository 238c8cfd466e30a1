using System.Globalization;
using OomTools.Shrinkers;
using OomTools.Tracing;

namespace OomTools.Benchmarks;

/// <summary>
/// How fast traces of shrinkers are read, on one core and without losing count, and what recording costs the machine. The bar is
/// 1,000,000 events a second.
/// </summary>
internal static class ShrinkerRun
{
    private const int Calls = 1_000_000;
    private const int Runs = 5;
    private const double Bar = 1_000_000;

    // Pairs of runs with and without recording: what else the machine does must not decide.
    private const int Pairs = 200;

    public static int Run()
    {
        bool isFast = Text() & Binary();
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            Overhead();
        else
            Console.WriteLine("overhead: not measured, which needs root on Linux");
        return isFast ? 0 : 1;
    }

    private static bool Text()
    {
        (byte[] text, TraceMaker.Sums sums) = TraceMaker.Text(Calls);
        return Speed("text", text.Length, sums, () => ShrinkerTraceFile.Read(new MemoryStream(text)).Tally);
    }

    private static bool Binary()
    {
        (byte[] pages, TraceMaker.Sums sums) = TraceMaker.Pages(Calls);
        string directory = Directory.CreateTempSubdirectory("oomtools-").FullName;
        try
        {
            Directory.CreateDirectory(directory + "/events");
            File.WriteAllText(directory + "/events/header_page", TraceMaker.HeaderPage);
            Directory.CreateDirectory(directory + "/per_cpu/cpu0");
            File.WriteAllBytes(directory + "/per_cpu/cpu0/trace_pipe_raw", pages);
            return Speed("binary", pages.Length, sums, () =>
            {
                var records = new ShrinkerTraceRecords(TraceEventFormat.Parse(TraceMaker.StartFormat)!, TraceEventFormat.Parse(TraceMaker.EndFormat)!, new TaskNames(new TraceFileSystem(directory)));
                using var reader = new TraceReader(directory);
                reader.ReadToEnd(records);
                return records.Tally;
            });
        }
        finally
        {
            Directory.Delete(directory, true);
        }
    }

    private static bool Speed(string what, long bytes, TraceMaker.Sums sums, Func<ShrinkerTally> read)
    {
        var times = new List<TimeSpan>();
        for (int run = 0; run <= Runs; run++)
        {
            ShrinkerTally? tally = null;
            TimeSpan time = Measure.ProcessorTime(() => tally = read());
            ShrinkerCalls all = default;
            foreach (ShrinkerRow row in tally!.Rows)
                all.Add(row.Sum);
            if (new TraceMaker.Sums(all.Calls, all.Requested, all.Scanned, all.Returned) != sums)
                throw new InvalidDataException($"{what}: the sums differ");
            if (run > 0)
                times.Add(time);
        }
        double rate = 2.0 * Calls / Measure.Median(times).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rate / 1e6:0.0} million events a second of processor time ({bytes / Measure.Median(times).TotalSeconds / 1e6:0} MB/s), all counted; bar {Bar / 1e6:0.0}: {(rate >= Bar ? "met" : "missed")}"));
        return rate >= Bar;
    }

    // Time of the system call that runs every shrinker, with and without an instance that records it; and of the thread that reads.
    private static void Overhead()
    {
        using TraceFileSystem tracing = TraceFileSystem.Open();
        using TraceInstance instance = TraceInstance.Create(tracing, 4 << 20);
        _ = instance.Enable("vmscan", "mm_shrink_slab_start");
        _ = instance.Enable("vmscan", "mm_shrink_slab_end");
        var with = new List<TimeSpan>();
        var without = new List<TimeSpan>();
        var sink = new Counter();
        using var reader = new TraceReader(instance.Path);
        Drop();
        for (int pair = 0; pair < Pairs; pair++)
        {
            without.Add(Measure.Time(Drop));
            instance.Start();
            with.Add(Measure.Time(Drop));
            instance.Stop();
        }
        TimeSpan reading = Measure.ProcessorTime(() => reader.ReadToEnd(sink));
        double events = sink.Count / (double)Pairs;
        double cost = (Measure.Median(with) - Measure.Median(without)).TotalMicroseconds / events;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"overhead: {events:0} events a drop of {Measure.Median(without).TotalMicroseconds:0} µs; {cost:0.00} µs an event for recording, {reading.TotalMicroseconds / sink.Count:0.00} µs for reading; {instance.CountLostEvents()} lost"));
    }

    private static void Drop() => File.WriteAllText("/proc/sys/vm/drop_caches", "6\n");

    private sealed class Counter : ITraceSink
    {
        public long Count { get; private set; }

        public void Take(ulong time, int cpu, ReadOnlySpan<byte> record) => Count++;
    }
}
