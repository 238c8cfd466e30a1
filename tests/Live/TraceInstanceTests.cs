using System.Globalization;
using OomTools.Procfs;
using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>Our own tracing instances on the running kernel. Each test looks after its own: others may be traced meanwhile.</summary>
public class TraceInstanceTests
{
    private const long BufferSize = 4 << 20;

    [Fact]
    public void Records_come_in_the_order_of_time_and_none_that_is_kept_is_missing()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using TraceInstance instance = TraceInstance.Create(tracing, BufferSize);
        TraceEventFormat start = Enabled(instance, "mm_shrink_slab_start");
        TraceEventFormat end = Enabled(instance, "mm_shrink_slab_end");
        var sink = new RecordingSink();
        using (var reader = new TraceReader(instance))
        {
            instance.Start();
            for (int i = 0; i < 5; i++)
            {
                LiveTracing.DropSlab();
                reader.Read(sink);
            }
            instance.Stop();
            reader.ReadToEnd(sink, TestContext.Current.CancellationToken);
            Assert.Equal(sink.Records.Count, reader.Count);
        }

        // What the kernel itself counted as read out of the buffers.
        Assert.Equal(Statistic(instance, "read events:"), sink.Records.Count);
        Assert.Equal(0, Statistic(instance, "entries:"));
        Assert.True(sink.Records.Count > 10);
        Assert.Equal(sink.Records.Select(record => record.Time).Order(), sink.Records.Select(record => record.Time));
        Assert.All(sink.Records, record => Assert.True(record.Type == start.Id || record.Type == end.Id));
        Assert.All(sink.Records, record => Assert.True(record.Pid > 0));
    }

    [Fact]
    public void A_buffer_too_small_counts_what_it_lost()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using TraceInstance instance = TraceInstance.Create(tracing, 4096);
        Enabled(instance, "mm_shrink_slab_start");
        Enabled(instance, "mm_shrink_slab_end");
        instance.Start();
        for (int i = 0; i < 60; i++)
            LiveTracing.DropSlab();
        instance.Stop();
        long entries = Statistic(instance, "entries:");
        Assert.True(entries > 0);
        Assert.Equal(Statistic(instance, "dropped events:") + Statistic(instance, "overrun:") + Statistic(instance, "commit overrun:"), instance.CountLostEvents());
        Assert.True(instance.CountLostEvents() > 0);
    }

    [Fact]
    public void Dispose_removes_it()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        string path;
        using (TraceInstance instance = TraceInstance.Create(tracing, BufferSize))
        {
            path = instance.Path;
            Assert.True(Directory.Exists(path));
            Assert.StartsWith(TraceInstanceName.Prefix, instance.Name, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void One_left_by_a_process_that_ended_is_removed_and_one_of_a_living_process_is_not()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        TraceInstanceName own = TraceInstanceName.Own(1);
        Assert.False(own.IsStale());
        string living = $"{tracing.Instances}/{own}";
        // The pid lives, but the process that had it when the instance was made is another one.
        string reused = $"{tracing.Instances}/{own with { StartTime = own.StartTime - 1 }}";
        string dead = $"{tracing.Instances}/{own with { Pid = FreePid() }}";
        string elsewhere = $"{tracing.Instances}/{own with { PidNamespace = 1, Pid = FreePid() }}";
        foreach (string directory in new[] { living, reused, dead, elsewhere })
            Directory.CreateDirectory(directory);
        try
        {
            // Whichever process of ours makes an instance removes them: another one may have been faster.
            using TraceInstance instance = TraceInstance.Create(tracing, BufferSize);
            Assert.Equal([true, false, false, true], new[] { living, reused, dead, elsewhere }.Select(Directory.Exists));
        }
        finally
        {
            StaleInstances.TryRemove(living);
            StaleInstances.TryRemove(elsewhere);
        }
        Assert.False(Directory.Exists(living) || Directory.Exists(elsewhere));
    }

    [Fact]
    public void Functions_are_found_by_their_addresses()
    {
        LiveTracing.Require();
        using KernelSymbols symbols = KernelSymbols.Read(new SystemRoot());
        if (!symbols.IsKnown)
            Assert.Skip("kernel.kptr_restrict hides the addresses of kernel functions.");
        string[] fields = File.ReadLines(KernelSymbols.Path).Select(line => line.Split([' ', '\t'])).First(parts => parts[2] == "super_cache_scan");
        ulong address = ulong.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(new KernelSymbol("super_cache_scan", null, 0), symbols.Find(address));
        Assert.Equal(new KernelSymbol("super_cache_scan", null, 5), symbols.Find(address + 5));
        Assert.Null(symbols.Find(4096));
    }

    private static TraceEventFormat Enabled(TraceInstance instance, string name)
    {
        TraceEventFormat? format = instance.Enable("vmscan", name);
        Assert.NotNull(format);
        return format;
    }

    private static long Statistic(TraceInstance instance, string name) =>
        Directory.GetDirectories(instance.Path + "/per_cpu").Sum(cpu => File.ReadLines(cpu + "/stats")
            .Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(line => long.Parse(line[name.Length..], CultureInfo.InvariantCulture)));

    private static int FreePid()
    {
        int pid = 4_000_000;
        while (Directory.Exists($"/proc/{pid}"))
            pid--;
        return pid;
    }

    private sealed class RecordingSink : ITraceSink
    {
        public List<(ulong Time, int Cpu, int Type, int Pid)> Records { get; } = [];

        public void Take(ulong time, int cpu, ReadOnlySpan<byte> record) =>
            Records.Add((time, cpu, BitConverter.ToUInt16(record), BitConverter.ToInt32(record[4..])));
    }
}
