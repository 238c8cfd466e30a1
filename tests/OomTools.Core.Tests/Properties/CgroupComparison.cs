using OomTools.Generator;
using OomTools.Generator.Printing;

namespace OomTools.Tests.Properties;

/// <summary>Compares the memory cgroup block.</summary>
internal static class CgroupComparison
{
    public static void Compare(GeneratedReport expected, OomReport actual, Differences differences)
    {
        GeneratedCgroup? cgroup = expected.Cgroup;
        if (cgroup is null)
        {
            differences.SameName("CgroupPath", null, actual.CgroupPath);
            return;
        }
        differences.SameName("CgroupPath", cgroup.Path, actual.CgroupPath);
        differences.Same("CgroupUsage", cgroup.Counters[0].UsageKiB * 1024, actual.CgroupUsage);
        differences.Same("CgroupLimit", cgroup.Counters[0].LimitKiB * 1024, actual.CgroupLimit);
        Counters(cgroup, actual, differences);
        Statistics(expected, cgroup, actual, differences);
    }

    private static void Counters(GeneratedCgroup cgroup, OomReport actual, Differences differences)
    {
        differences.Same("CgroupCounters.Length", cgroup.Counters.Count, actual.CgroupCounters.Length);
        for (int i = 0; i < Math.Min(cgroup.Counters.Count, actual.CgroupCounters.Length); i++)
        {
            (string name, long usage, long? limit, long failCount) = cgroup.Counters[i];
            CgroupCounter counter = actual.CgroupCounters[i];
            differences.Same($"CgroupCounters[{i}].Name", name, counter.Name);
            differences.Same($"CgroupCounters[{i}].Usage", usage * 1024, counter.Usage);
            differences.Same($"CgroupCounters[{i}].Limit", limit * 1024, counter.Limit);
            differences.Same($"CgroupCounters[{i}].FailCount", failCount, counter.FailCount);
        }
    }

    private static void Statistics(GeneratedReport report, GeneratedCgroup cgroup, OomReport actual, Differences differences)
    {
        int printed = Printed(report, cgroup, out bool isCut);
        int read = actual.CgroupStatistics.Length;
        // Where the record was cut, the last value may lack digits: it may be there or not.
        differences.True($"CgroupStatistics.Length: printed {printed}, read {read}", read == printed || (isCut && read == printed + 1));
        for (int i = 0; i < Math.Min(printed, read); i++)
        {
            (string? path, string name, long value, bool isBytes) = cgroup.Statistics[i];
            CgroupStatistic statistic = actual.CgroupStatistics[i];
            differences.SameName($"CgroupStatistics[{i}].Path", path, statistic.Path);
            differences.Same($"CgroupStatistics[{i}].Name", name, statistic.Name);
            differences.Same($"CgroupStatistics[{i}].Value ({name})", value, statistic.Value);
            differences.Same($"CgroupStatistics[{i}].IsBytes ({name})", isBytes, statistic.IsBytes);
        }
    }

    /// <summary>How many values stand in the log to their last digit.</summary>
    private static int Printed(GeneratedReport report, GeneratedCgroup cgroup, out bool isCut)
    {
        isCut = false;
        KernelRecord? record = ReportPrinter.Print(report).Find(one => one.Text.StartsWith("anon ", StringComparison.Ordinal) && one.Text.Contains('\n', StringComparison.Ordinal));
        if (record is null || record.Text.Length < ReportPrinter.CgroupRecordLimit)
            return cgroup.Statistics.Count;
        isCut = true;
        return record.Text.Count(c => c == '\n');
    }
}
