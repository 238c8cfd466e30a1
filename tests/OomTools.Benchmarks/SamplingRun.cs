using System.Diagnostics;
using System.Globalization;
using OomTools.Procfs;
using OomTools.Sites;
using OomTools.Tracing;

namespace OomTools.Benchmarks;

/// <summary>
/// What watching all allocations (Get-AllocationSite -Duration) costs the machine: recording an event in the kernel, reading it here, and
/// both for a load that does hardly anything but allocate, against the same load untraced.
/// </summary>
internal static class SamplingRun
{
    // Pairs with and without recording: what else the machine does must not decide.
    private const int Pairs = 100;

    private const int Lookups = 2000;
    private const int PagedBytes = 4 << 20;
    private const int Opens = 200_000;
    private const double Stated = 100_000;

    public static int Run()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Console.WriteLine("sampling: not measured, which needs root on Linux");
            return 0;
        }

        Cost("slab objects", LookUp);
        string file = Directory.Exists("/dev/shm") ? $"/dev/shm/oomtools-{Environment.ProcessId}" : Path.GetTempFileName();
        byte[] data = new byte[PagedBytes];
        Cost("pages with stacks", () =>
        {
            File.WriteAllBytes(file, data);
            File.Delete(file);
        });
        Whole();
        return 0;
    }

    // A name that is looked up is an object taken and given back.
    private static void LookUp()
    {
        for (int i = 0; i < Lookups; i++)
            File.Exists("/proc/no-such-file");
    }

    private static void Cost(string what, Action load)
    {
        using TraceFileSystem tracing = TraceFileSystem.Open();
        using TraceInstance instance = TraceInstance.Create(tracing, 64 << 20);
        var records = SiteSampling.Enable(instance, Environment.SystemPageSize);
        // This thread alone: others allocate as they like.
        instance.Write("set_event_pid", new FileInfo("/proc/thread-self").LinkTarget!.Split('/')[^1]);
        using var reader = new TraceReader(instance.Path);
        var with = new List<TimeSpan>();
        var without = new List<TimeSpan>();
        TimeSpan reading = default;
        long before = 0;
        load();
        for (int pair = 0; pair < Pairs; pair++)
        {
            without.Add(Measure.Time(load));
            instance.Start();
            with.Add(Measure.Time(load));
            instance.Stop();
            reading += Measure.ProcessorTime(() => reader.ReadToEnd(records));
            if (pair == 0)
                (before, reading) = (reader.Count, default); // The first is compiled while it runs.
        }

        double events = reader.Count / (double)Pairs;
        double recorded = (Measure.Median(with) - Measure.Median(without)).TotalNanoseconds / events;
        double read = reading.TotalNanoseconds / (reader.Count - before);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sampling, {what}: {events:0} events; {recorded:0} ns an event for recording, {read:0} ns for reading; at {Stated:0} events a second {(recorded + read) * Stated / 1e7:0.0} % of a core; the load takes {Measure.Median(with) / Measure.Median(without):0.00} times as long; {instance.CountLostEvents()} lost"));
    }

    // The whole command beside a shell that opens files as fast as it can.
    private static void Whole()
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan alone = Load();
        // So long, and longer: the load is to begin and to end while it is watched.
        TimeSpan duration = TimeSpan.FromSeconds(2) + (2 * Stopwatch.GetElapsedTime(start));
        var sampling = new SiteSampling();
        TimeSpan own = default;
        var reading = new Thread(() => own = Measure.ProcessorTime(() => sampling.Run(new SystemRoot(), duration, CancellationToken.None)));
        reading.Start();
        Thread.Sleep(TimeSpan.FromSeconds(1)); // Until it records.
        start = Stopwatch.GetTimestamp();
        TimeSpan traced = Load();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        reading.Join();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sampling, beside a shell that opens files: {sampling.Events / elapsed.TotalSeconds:0} events a second, {sampling.LostEvents} lost; the shell takes {traced / alone:0.00} times its processor time, reading {100 * own / elapsed:0} % of a core ({own.TotalNanoseconds / sampling.Events:0} ns an event)"));
    }

    /// <summary>Processor time of the shell.</summary>
    private static TimeSpan Load()
    {
        TimeSpan before = Measure.ChildrenTime();
        Measure.Execute("bash", "-c", $"for ((i = 0; i < {Opens}; i++)); do : < /dev/null; done");
        return Measure.ChildrenTime() - before;
    }
}
