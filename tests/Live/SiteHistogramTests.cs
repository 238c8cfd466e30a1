using System.Diagnostics;
using OomTools.Sites;
using OomTools.Tracing;

namespace OomTools.Live.Tests;

/// <summary>What the kernel adds up itself (CONFIG_HIST_TRIGGERS) against the events that are read one by one.</summary>
public class SiteHistogramTests
{
    private const int Files = 5000;

    [Fact]
    public void Sums_of_the_kernel_are_those_of_its_events()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        using TraceInstance instance = TraceInstance.Create(tracing, 16 << 20);
        var records = new SamplingRecords(null, Environment.SystemPageSize);
        foreach (string name in new[] { "kmalloc", "kmalloc_node", "kmem_cache_alloc", "kmem_cache_alloc_node" })
        {
            if (instance.Enable("kmem", name) is { } format)
                records.AddAllocation(name, format);
        }

        using var reader = new TraceReader(instance);
        if (SiteHistograms.TryStart(instance, records.Allocations) is not { } histograms)
        {
            Assert.Skip("This kernel has no hist triggers (CONFIG_HIST_TRIGGERS).");
            return;
        }

        instance.Start();
        using (var shell = Process.Start("bash", ["-c", $"for ((i = 0; i < {Files}; i++)); do : < /dev/null; done"]))
        {
            while (!shell.HasExited)
            {
                if (reader.Read(records))
                    Thread.Sleep(5);
            }
        }

        // The histograms begin before and end after: whatever else the machine does, they have all that the events tell.
        instance.Stop();
        histograms.Stop();
        reader.ReadToEnd(records, TestContext.Current.CancellationToken);
        SiteTotals? totals = histograms.Read();
        Assert.NotNull(totals);
        Assert.Equal(0, histograms.Dropped);
        if (instance.CountLostEvents() > 0)
            Assert.Skip("The machine allocates faster than a test reads.");

        Dictionary<ulong, (long Bytes, long Calls)> seen = records.Tally.Taken().ToDictionary(site => site.Site.Stack[0], site => (site.Bytes, site.Calls));
        var large = totals.Sums.Where(site => site.Calls >= Files).ToList();
        Assert.NotEmpty(large);
        Assert.Contains(large, site => seen.GetValueOrDefault(site.Site).Calls >= Files);
        Assert.All(seen, site =>
        {
            (_, long bytes, long calls) = totals.Sums.Single(sum => sum.Site == site.Key);
            Assert.InRange(site.Value.Calls, 0, calls);
            Assert.InRange(site.Value.Bytes, 0, bytes);
        });
    }

    [Fact]
    public void A_paused_histogram_adds_nothing_and_an_instance_with_one_can_be_removed()
    {
        using TraceFileSystem tracing = LiveTracing.Open();
        string path;
        using (TraceInstance instance = TraceInstance.Create(tracing, 1 << 20))
        {
            path = instance.Path;
            if (SiteHistograms.TryStart(instance, ["kmem_cache_alloc"]) is not { } histograms)
            {
                Assert.Skip("This kernel has no hist triggers (CONFIG_HIST_TRIGGERS).");
                return;
            }

            using (Process.Start("sleep", "0"))
            {
            }

            histograms.Stop();
            long sum = histograms.Read()!.Sums.Sum(site => site.Calls);
            Assert.True(sum > 0);
            Assert.Equal(sum, histograms.Read()!.Sums.Sum(site => site.Calls));
        }

        Assert.False(Directory.Exists(path));
    }
}
