using OomTools.Generator;
using OomTools.Generator.Containers;

namespace OomTools.Tests.Properties;

/// <summary>A central log into which many hosts write at once, line by line.</summary>
public class FleetTests
{
    private const int Hosts = 200;

    [Theory]
    [InlineData("syslog", 1)]
    [InlineData("syslog-rfc5424", 2)]
    [InlineData("journal-short-iso", 3)]
    public void Every_report_is_put_together_as_if_each_host_had_a_file_of_its_own(string containerName, int seed)
    {
        LogContainer container = LogContainers.All.Single(one => one.Name == containerName);
        Random random = new(seed);
        PrintedLog[] hosts = [.. Enumerable.Range(0, Hosts).Select(i => OneHost(container, i, random))];
        byte[] central = hosts[0].Writer.ToBytes(Interleave([.. hosts.Select(host => host.Writer.Entries)], random));

        ILookup<string?, OomReport> read = BoundedReader.Read(central).ToLookup(report => report.HostName);
        foreach (PrintedLog host in hosts)
        {
            string name = host.Reports[0].Host;
            OomReport[] together = [.. read[name]];
            OomReport[] alone = [.. BoundedReader.Read(host.Writer.ToBytes())];
            Assert.Equal(host.Reports.Count, together.Length);
            for (int i = 0; i < together.Length; i++)
            {
                IReadOnlyList<string> differences = ReportComparison.Compare(host.Reports[i].Report, together[i], container);
                Assert.True(differences.Count == 0, $"{name}, {host.Reports[i].Report}: {string.Join("; ", differences.Take(3))}");
                Assert.Equal(alone[i].Summary, together[i].Summary);
                Assert.Equal(alone[i].Missing, together[i].Missing);
            }
        }

        Assert.Equal(hosts.Sum(host => host.Reports.Count), read.Sum(group => group.Count()));
    }

    private static PrintedLog OneHost(LogContainer container, int index, Random random)
    {
        var log = new PrintedLog(container, index);
        log.Writer.Host = $"host{index:d3}";
        KernelEra[] eras = [.. KernelEra.All.Where(era => era.Version >= 414)];
        for (int i = 0; i < 2; i++)
            log.Add(ReportSource.Create((index * 10) + i, eras[random.Next(eras.Length)], random.Next(2) == 0 ? ReportKind.Cgroup : ReportKind.Global, isNasty: false, taskCount: random.Next(5, 40)));
        return log;
    }

    /// <summary>One line of one host, then one of another, each host's in their order.</summary>
    private static IEnumerable<LogEntry> Interleave(IReadOnlyList<LogEntry>[] logs, Random random)
    {
        int[] next = new int[logs.Length];
        List<int> open = [.. Enumerable.Range(0, logs.Length)];
        while (open.Count > 0)
        {
            int at = random.Next(open.Count);
            int log = open[at];
            yield return logs[log][next[log]++];
            if (next[log] == logs[log].Count)
                open.RemoveAt(at);
        }
    }
}
